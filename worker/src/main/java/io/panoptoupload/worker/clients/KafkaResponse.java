package io.panoptoupload.worker.clients;

import org.apache.kafka.common.KafkaException;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What Kafka responds to an admin client or a producer. */
public final class KafkaResponse {
    private KafkaResponse() {}

    /**
     * Waits for a response; within the client's own time-outs, it comes or fails.
     *
     * @throws KafkaException the client's own, so that a caller can catch what it expects
     */
    public static <T> T of(Future<T> response) throws InterruptedException {
        try {
            return response.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka
                    ? kafka
                    : new KafkaException("Kafka did not respond", e.getCause());
        }
    }
}
