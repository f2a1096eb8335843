package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.List;
import java.util.Optional;

/** What Kafka knows of the topics, and of a partition of the request topic. */
interface RequestOffsets {
    /**
     * Which topics bear the names of the worker's four.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException while one is absent
     */
    TopicIds topics() throws InterruptedException;

    /** Which of the four names no topic bears. */
    List<String> absentTopics() throws InterruptedException;

    /** The oldest record that is kept. */
    long beginning(TopicPartition partition) throws InterruptedException;

    /** Behind the newest record. */
    long end(TopicPartition partition) throws InterruptedException;

    /**
     * Up to where the group said that it had taken in the partition. Its metadata is the id of the
     * topic in which the offset is meant, or blank.
     */
    Optional<OffsetAndMetadata> committed(TopicPartition partition) throws InterruptedException;
}
