package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.common.TopicPartition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What Kafka knows of the topics, and of a partition of the request topic. */
public interface RequestOffsets {
    /**
     * The ids of the topics that have the worker's four names.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException while one is absent
     */
    TopicIds topics() throws InterruptedException;

    /** Which of the four topics do not exist. */
    List<String> absentTopics() throws InterruptedException;

    /** The oldest record that is kept. */
    long beginning(TopicPartition partition) throws InterruptedException;

    /** Behind the newest record. */
    long end(TopicPartition partition) throws InterruptedException;

    /**
     * From which offset on the partition may hold other records than it held before, if its log was
     * cut off behind that and may have grown again. Beyond the end also counts.
     *
     * @param next the offset behind a record that was read
     * @param epoch of the leader that appended that record
     */
    OptionalLong truncated(TopicPartition partition, long next, int epoch)
            throws InterruptedException;

    /** Up to where the group said that it had taken in each partition. */
    Map<TopicPartition, CommittedPosition> committed() throws InterruptedException;

    /**
     * What is wrong, and the remedy, if the request topic has fewer partitions than the journal.
     */
    Optional<String> missingHomes(int journalPartitions) throws InterruptedException;
}
