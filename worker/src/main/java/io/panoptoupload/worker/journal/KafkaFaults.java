package io.panoptoupload.worker.journal;

import io.panoptoupload.worker.fault.Causes;

import org.apache.kafka.common.KafkaException;

/** Faults of Kafka or of the network, which say nothing about the record that met them. */
public final class KafkaFaults {
    private KafkaFaults() {}

    /**
     * Whether the same may succeed once Kafka has recovered: a record beyond its limits never does.
     */
    public static boolean isCauseOf(Throwable failure) {
        return !TooLarge.isCauseOf(failure) && Causes.include(failure, KafkaException.class);
    }
}
