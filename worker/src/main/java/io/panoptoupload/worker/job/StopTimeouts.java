package io.panoptoupload.worker.job;

import java.time.Duration;

/**
 * How long running jobs may take to stop, one wait after the other; each ends as soon as all have.
 *
 * @param parts for parts in flight and Completes whose response is awaited
 * @param completes then for those Completes alone; parts are cut
 * @param records then, with everything cut, to record what is confirmed
 */
public record StopTimeouts(Duration parts, Duration completes, Duration records) {
    /** Nothing is waited for: the partition belongs to another worker already. */
    public static final StopTimeouts NONE =
            new StopTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private static final Duration RECORDS = Duration.ofMillis(500);

    /** For a worker that shuts down. */
    public static StopTimeouts ofStop(Duration shutdownGrace) {
        return new StopTimeouts(shutdownGrace, Duration.ZERO, RECORDS.multipliedBy(4));
    }

    /** For a partition that is revoked, while the group waits for this worker: ten seconds. */
    public static StopTimeouts ofRevoked() {
        return new StopTimeouts(Duration.ofSeconds(2), Duration.ofMillis(7500), RECORDS);
    }

    public Duration total() {
        return parts.plus(completes).plus(records);
    }
}
