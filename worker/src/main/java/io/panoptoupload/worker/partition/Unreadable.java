package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.clients.ReadProbe.Finding;

import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.time.Instant;

/**
 * A place that cannot be read, behind which nothing of its partition can be.
 *
 * @param partition of the request topic or of the journal
 * @param pause before it is tried again; longer each time
 * @param nextTry when that is
 */
record Unreadable(
        TopicPartition partition, long offset, String reason, Duration pause, Instant nextTry) {
    private static final Duration INITIAL_PAUSE = Duration.ofSeconds(10);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    static Unreadable found(TopicPartition partition, Finding.Unreadable found, Instant now) {
        return new Unreadable(
                partition, found.offset(), found.reason(), INITIAL_PAUSE, now.plus(INITIAL_PAUSE));
    }

    /** Still so after another try. */
    Unreadable later(Instant now) {
        Duration twice = pause.multipliedBy(2);
        Duration longer = twice.compareTo(MAX_PAUSE) < 0 ? twice : MAX_PAUSE;
        return new Unreadable(partition, offset, reason, longer, now.plus(longer));
    }

    boolean isDue(Instant now) {
        return !nextTry.isAfter(now);
    }

    /** For requests: what is wrong and what an operator can do. */
    String sentence() {
        return "%s cannot be read at offset %d (%s); nothing behind it in this partition is taken in, all others go on."
                        .formatted(partition, offset, reason)
                + " It is tried again every minute. Let another replica lead; if none can be read,"
                + " skip it: panopto-upload skip --partition %d --offset %d"
                        .formatted(partition.partition(), offset);
    }
}
