package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Where a request goes.
 *
 * @param upload the upload's id, or the GUID of its target, if the address names one
 */
record Route(Operation operation, @Nullable String upload, Receiver receiver) {

    /** Reads a request to its end and says what it would do; refuses it with a {@link Refusal}. */
    @FunctionalInterface
    interface Receiver {
        Effect receive(Exchange exchange) throws IOException;
    }

    /** Where a request goes that Panopto has no address for. */
    static Route refused(Refusal refusal) {
        return new Route(
                Operation.UNKNOWN,
                null,
                exchange -> {
                    throw refusal;
                });
    }

    Effect receive(Exchange exchange) throws IOException {
        try {
            Effect effect = receiver.receive(exchange);
            return () -> {
                try {
                    return effect.apply();
                } catch (Refusal refusal) {
                    return refusal.response();
                }
            };
        } catch (Refusal refusal) {
            return refusal::response;
        }
    }
}
