package io.panoptoupload.worker.job;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a job is parked after a transient fault: twice as long each time, at most a quarter of
 * an hour, a fifth more or less so that jobs do not come back all at once; not beyond the time for
 * a last try, and never less than a server's Retry-After.
 *
 * @param firstPark the wait after the first of consecutive faults
 * @param giveUpAfter from the first of consecutive faults
 */
public record RetryPolicy(Duration firstPark, Duration giveUpAfter, RandomGenerator random) {
    private static final Duration MAX_INTERVAL = Duration.ofMinutes(15);
    private static final double SPREAD = 0.2;

    /**
     * The wait after one more fault.
     *
     * @param times how many consecutive faults there were before, from 0
     * @param left until it is given up, when it is tried for the last time
     */
    Duration park(int times, Duration left, @Nullable Duration retryAfter) {
        long doubled = firstPark.toMillis() << Math.min(times, 10);
        double spread = 1 + SPREAD * (2 * random.nextDouble() - 1);
        long millis = (long) (Math.min(doubled, MAX_INTERVAL.toMillis()) * spread);
        Duration wait = Duration.ofMillis(Math.min(millis, left.toMillis()));
        return retryAfter != null && retryAfter.compareTo(wait) > 0 ? retryAfter : wait;
    }
}
