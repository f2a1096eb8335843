package io.panoptoupload.worker.partition;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * How far the group is, as Kafka knows it: for the lag that operators see, and for partitions that
 * only forward. A response is also the sign that the group's coordinator is there: a consumer that
 * reaches no broker polls on without an error. Used on the thread that polls.
 */
final class GroupOffsets {
    private static final Logger log = LoggerFactory.getLogger(GroupOffsets.class);
    private static final Duration LAST = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration INTERVAL_WHEN_UNCHANGED = Duration.ofSeconds(10);

    private final InstantSource clock;
    private volatile Instant respondedAt;
    private Instant committedAt = Instant.EPOCH;
    private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();

    GroupOffsets(InstantSource clock) {
        this.clock = clock;
        this.respondedAt = clock.instant();
    }

    /** When the coordinator last responded, or nothing was asked of it. */
    Instant respondedAt() {
        return respondedAt;
    }

    /** Commits at once, for partitions that are being released. */
    static void commitLast(Consumer<?, ?> consumer, Map<TopicPartition, OffsetAndMetadata> next) {
        try {
            consumer.commitSync(next, LAST);
        } catch (KafkaException e) {
            log.debug(
                    "the last position of {} was not committed to the group: {}",
                    next.keySet(),
                    e.toString());
        }
    }

    /** Commits at intervals. */
    void report(Consumer<?, ?> consumer, Map<TopicPartition, OffsetAndMetadata> next) {
        Instant now = clock.instant();
        if (next.isEmpty()) {
            respondedAt = now;
            return;
        }
        Duration wait = next.equals(committed) ? INTERVAL_WHEN_UNCHANGED : INTERVAL;
        if (now.isBefore(committedAt.plus(wait))) {
            return;
        }
        committedAt = now;
        committed = Map.copyOf(next);
        consumer.commitAsync(
                committed,
                (_, failure) -> {
                    if (failure == null) {
                        respondedAt = clock.instant();
                    }
                });
    }
}
