package io.panoptoupload.worker.intake;

import org.apache.kafka.common.TopicPartition;

import java.util.OptionalLong;

/** What Kafka knows of a partition of the request topic. */
interface RequestOffsets {
    /** The oldest record that is kept. */
    long beginning(TopicPartition partition) throws InterruptedException;

    /** Behind the newest record. */
    long end(TopicPartition partition) throws InterruptedException;

    /** Up to where the group said that it had taken in the partition. */
    OptionalLong committed(TopicPartition partition) throws InterruptedException;
}
