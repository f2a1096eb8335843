package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.clients.ReadProbe.Finding;
import io.panoptoupload.worker.fault.Backoff;
import io.panoptoupload.worker.job.InputPosition;

import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.time.Instant;

/**
 * A place that cannot be read, behind which nothing of its partition can be.
 *
 * @param partition of the request topic or of the journal
 * @param tries since it was found, that one included
 * @param nextTry when that is
 */
record Unreadable(
        TopicPartition partition, long offset, String reason, int tries, Instant nextTry) {
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(1));

    static Unreadable found(TopicPartition partition, Finding.Unreadable found, Instant now) {
        return new Unreadable(
                partition, found.offset(), found.reason(), 1, now.plus(BACKOFF.after(1)));
    }

    /** Still so after another try. */
    Unreadable later(Instant now) {
        return new Unreadable(
                partition, offset, reason, tries + 1, now.plus(BACKOFF.after(tries + 1)));
    }

    boolean isDue(Instant now) {
        return !nextTry.isAfter(now);
    }

    /**
     * For requests: what is wrong and what an operator can do.
     *
     * @param forwards whether the partition only forwards
     */
    String sentence(boolean forwards) {
        return "%s cannot be read at offset %d (%s); nothing behind it in this partition is taken in, all others go on."
                        .formatted(partition, offset, reason)
                + " It is tried again within a minute, time after time. "
                + InputPosition.Unreadable.remedy(partition.partition(), offset, forwards);
    }
}
