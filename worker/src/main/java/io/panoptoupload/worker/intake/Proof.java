package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;

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

    static Proof of(Consumer<?, ?> consumer, TopicPartition partition) {
        if (!consumer.assignment().contains(partition)) {
            return NOT_OURS;
        }
        try {
            long position = consumer.position(partition, LIMIT);
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(position)), LIMIT);
            return OURS;
        } catch (KafkaException e) {
            // Also of a member that was thrown out: its next poll tells which partitions it lost.
            log.debug("{} is not proven to be ours: {}", partition, e.toString());
            return UNKNOWN;
        }
    }
}
