package io.panoptoupload.simulator;

import java.util.Optional;

/**
 * Panopto's front end wants to know the length of every POST and PUT beforehand, an empty one's
 * too. Only the bytes of a file may come with {@code Transfer-Encoding: chunked} instead: such
 * bodies get through to Panopto's storage.
 */
final class LengthRule {
    private LengthRule() {}

    /** The route, or one of the same operation that refuses the request. */
    static Route apply(Route route, Exchange exchange) {
        return fault(route.operation(), exchange)
                .map(Refusal::new)
                .map(refusal ->
                        new Route(
                                route.operation(),
                                route.upload(),
                                e -> {
                                    throw refusal;
                                }))
                .orElse(route);
    }

    private static Optional<SimulatorResponse> fault(Operation operation, Exchange exchange) {
        if (exchange.header("Transfer-Encoding") != null) {
            return operation.carriesFile()
                    ? Optional.empty()
                    : Optional.of(lengthRequired("Transfer-Encoding is not accepted."));
        }
        boolean sends = exchange.method().equals("POST") || exchange.method().equals("PUT");
        return sends && exchange.header("Content-Length") == null
                ? Optional.of(lengthRequired("HTTP Error 411. The request must have a length."))
                : Optional.empty();
    }

    private static SimulatorResponse lengthRequired(String message) {
        return SimulatorResponse.of(411, "text/plain", "Length Required: " + message);
    }
}
