package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.fault.ClockDifference;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Opens no partition while this machine's clock is far from Kafka's. By such a clock an end is
 * recorded as long past, and is forgotten at once by whoever has the right time; or this worker
 * itself forgets what others still have to remember.
 */
public final class ClockCheck implements Takeover.Preparation {
    /** How far this machine's clock is ahead of Kafka's. */
    public interface Difference {
        /** Negative when it is behind; empty when Kafka does not say. */
        Optional<Duration> ahead() throws InterruptedException;
    }

    /** As much as brokers let records be ahead. */
    private static final Duration LIMIT = Duration.ofHours(1);

    private final Difference difference;
    private final Takeover.Preparation next;

    public ClockCheck(Difference difference, Takeover.Preparation next) {
        this.difference = difference;
        this.next = next;
    }

    @Override
    public Optional<Takeover.Prepared> prepare(
            OwnedPartition owned, int opening, Consumer<Throwable> failed)
            throws InterruptedException {
        Optional<Duration> wrong = difference.ahead().filter(by -> by.abs().compareTo(LIMIT) > 0);
        if (wrong.isPresent()) {
            throw new OpeningRefused(
                    ClockDifference.describe(wrong.get(), "Kafka's")
                            + ", and jobs would be forgotten too early; synchronise the clocks, the"
                            + " partition then opens by itself");
        }
        return next.prepare(owned, opening, failed);
    }
}
