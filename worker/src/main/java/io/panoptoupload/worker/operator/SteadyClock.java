package io.panoptoupload.worker.operator;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Measures how long something takes: begins with the time of day, and from then on goes neither
 * back nor ahead with it when that is set.
 */
final class SteadyClock implements InstantSource {
    private final Instant start;
    private final LongSupplier nanoTime;
    private final long startNanos;

    private SteadyClock(InstantSource clock, LongSupplier nanoTime) {
        this.start = clock.instant();
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    static SteadyClock from(InstantSource clock) {
        return from(clock, System::nanoTime);
    }

    /**
     * @param nanoTime as of {@link System#nanoTime}
     */
    static SteadyClock from(InstantSource clock, LongSupplier nanoTime) {
        return new SteadyClock(clock, nanoTime);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanoTime.getAsLong() - startNanos);
    }
}
