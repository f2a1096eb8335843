package io.panoptoupload.gateway.kafka;

import org.jspecify.annotations.Nullable;

/** Kafka does not respond, or lacks what is needed; the same may succeed later. */
public final class KafkaUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence for whoever asked; names no broker
     */
    public KafkaUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public KafkaUnavailable(String message) {
        this(message, null);
    }
}
