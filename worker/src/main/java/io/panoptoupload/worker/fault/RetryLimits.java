package io.panoptoupload.worker.fault;

import java.time.Duration;

/**
 * How often and how patiently a call is repeated at once, before the fault goes to the caller.
 *
 * @param attempts calls in all, the first included; at least 1
 * @param firstWait mean wait before the second call; doubles from call to call, with jitter
 * @param longestWait no wait is longer; a longer {@code Retry-After} ends the repetition
 */
public record RetryLimits(int attempts, Duration firstWait, Duration longestWait) {
    public static final RetryLimits DEFAULT =
            new RetryLimits(4, Duration.ofMillis(500), Duration.ofSeconds(10));

    public RetryLimits {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
        if (firstWait.toMillis() < 1 || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException(
                    "waits must be at least 1 ms and grow, not " + firstWait + ", " + longestWait);
        }
    }
}
