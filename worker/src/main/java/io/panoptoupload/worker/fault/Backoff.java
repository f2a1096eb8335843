package io.panoptoupload.worker.fault;

import io.github.resilience4j.core.IntervalFunction;

import java.time.Duration;

/** Waits that double from failure to failure, up to a longest one. */
public final class Backoff {
    private final IntervalFunction waits;

    /**
     * A backoff without jitter.
     *
     * @param initial the first wait; zero for none at all, else at least a millisecond
     * @param max the longest wait
     */
    public Backoff(Duration initial, Duration max) {
        this.waits =
                initial.isZero() ? _ -> 0L : IntervalFunction.ofExponentialBackoff(initial, 2, max);
    }

    /**
     * How long to wait.
     *
     * @param failures in a row, from 1
     */
    public Duration after(int failures) {
        return Duration.ofMillis(waits.apply(failures));
    }
}
