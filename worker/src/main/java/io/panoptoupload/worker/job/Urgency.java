package io.panoptoupload.worker.job;

import io.panoptoupload.messages.Priority;

import java.time.Duration;
import java.time.Instant;

/**
 * Who goes first of the jobs that wait for an upload slot: whoever came first, where a lower
 * priority counts as if it had come later. So an urgent job overtakes those that have waited for
 * less than that, and no flood of urgent ones can hold up the others for ever.
 */
final class Urgency {
    /** By which a job of normal priority lets urgent ones pass. */
    static final Duration NORMAL = Duration.ofHours(1);

    /** By which a job of low priority lets urgent ones pass; others by an hour less. */
    static final Duration LOW = Duration.ofHours(12);

    private Urgency() {}

    /**
     * The time by which jobs are ordered.
     *
     * @param since when the job could begin
     */
    static Instant of(Priority priority, Instant since) {
        return switch (priority) {
            case HIGH -> since;
            case NORMAL -> since.plus(NORMAL);
            case LOW -> since.plus(LOW);
        };
    }
}
