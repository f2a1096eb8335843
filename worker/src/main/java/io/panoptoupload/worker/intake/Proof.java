package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Whether a partition is this consumer's: the coordinator takes a commit for it. To be an assigned
 * member by one's own account is not enough, since a worker that was frozen does not know what it
 * missed.
 */
enum Proof {
    OURS,
    NOT_OURS,
    /** No answer, or one that says to ask again. */
    UNKNOWN;

    private static final Logger log = LoggerFactory.getLogger(Proof.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final OffsetAndMetadata NOTHING_TAKEN_IN = new OffsetAndMetadata(0);

    static Proof of(Consumer<?, ?> consumer, TopicPartition partition) {
        if (!consumer.assignment().contains(partition)) {
            return NOT_OURS;
        }
        try {
            // What is committed stays as it is: the consumer's own position may lie behind records
            // that a poll brought before the partition was open, and that nobody has taken in.
            OffsetAndMetadata committed =
                    consumer.committed(Set.of(partition), LIMIT).get(partition);
            consumer.commitSync(
                    Map.of(partition, committed == null ? NOTHING_TAKEN_IN : committed), LIMIT);
            return OURS;
        } catch (KafkaException e) {
            // Also of a member that was thrown out: its next poll tells which partitions it lost.
            log.debug("{} is not proven to be ours: {}", partition, e.toString());
            return UNKNOWN;
        }
    }
}
