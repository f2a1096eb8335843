package io.panoptoupload.worker.journal;

import io.panoptoupload.worker.fault.Causes;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

import java.util.Optional;

/** What Kafka's exceptions say about the record that met them. */
public final class KafkaFaults {
    private KafkaFaults() {}

    /**
     * Whether it is Kafka or the network that failed: the same may succeed once Kafka has
     * recovered.
     */
    public static boolean isCauseOf(Throwable failure) {
        return !isTooLarge(failure) && Causes.include(failure, KafkaException.class);
    }

    /** Whether the record exceeds Kafka's limits of its size: it will never be accepted. */
    public static boolean isTooLarge(Throwable failure) {
        return tooLarge(failure).isPresent();
    }

    static Optional<RecordTooLargeException> tooLarge(Throwable failure) {
        return Causes.find(failure, RecordTooLargeException.class);
    }

    /**
     * Returns for a record that is too large.
     *
     * @throws RuntimeException the failure, for any other one
     */
    public static void throwUnlessTooLarge(RuntimeException failure) {
        if (!isTooLarge(failure)) {
            throw failure;
        }
    }
}
