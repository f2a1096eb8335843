package io.panoptoupload.worker.journal;

import io.panoptoupload.worker.fault.Causes;

import org.apache.kafka.common.errors.RecordTooLargeException;

import java.util.Optional;

/** Kafka's limits of a record's size: a record that exceeds them will never be accepted. */
public final class TooLarge {
    private TooLarge() {}

    /** What Kafka said of a record's size, if that is the cause. */
    public static Optional<RecordTooLargeException> in(Throwable failure) {
        return Causes.find(failure, RecordTooLargeException.class);
    }

    /** Whether that is the cause. */
    public static boolean isCauseOf(Throwable failure) {
        return in(failure).isPresent();
    }
}
