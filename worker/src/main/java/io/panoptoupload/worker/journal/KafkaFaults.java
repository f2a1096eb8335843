package io.panoptoupload.worker.journal;

import org.apache.kafka.common.KafkaException;

/** Faults of Kafka or of the network, which say nothing about the record that met them. */
public final class KafkaFaults {
    private KafkaFaults() {}

    /**
     * Whether the same may succeed once Kafka has recovered: a record beyond its limits never does.
     */
    public static boolean isCauseOf(Throwable failure) {
        if (TooLarge.isCauseOf(failure)) {
            return false;
        }
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof KafkaException) {
                return true;
            }
        }
        return false;
    }
}
