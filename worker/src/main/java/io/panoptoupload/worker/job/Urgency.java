package io.panoptoupload.worker.job;

import io.panoptoupload.messages.Priority;

import java.time.Duration;
import java.time.Instant;

/**
 * The order of the jobs that wait for an upload slot: first come, first served, where a lower
 * priority counts as having come later. So an urgent job overtakes those that have waited for less
 * than that, and no flood of urgent ones can hold up the others for ever.
 */
final class Urgency {
    /** How much later a job of normal priority counts than an urgent one. */
    static final Duration NORMAL = Duration.ofHours(1);

    /**
     * How much later a job of low priority counts than an urgent one: eleven hours after a normal
     * one.
     */
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
