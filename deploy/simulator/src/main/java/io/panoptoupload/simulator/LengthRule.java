package io.panoptoupload.simulator;

import java.util.Optional;

/**
 * Panopto's front end wants to know the length of every POST and PUT beforehand, an empty one's
 * too, and takes no chunked body.
 */
final class LengthRule {
    private LengthRule() {}

    /** The route, or one of the same operation that refuses the request. */
    static Route apply(Route route, Exchange exchange) {
        return fault(exchange)
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

    private static Optional<Answer> fault(Exchange exchange) {
        boolean sends = exchange.method().equals("POST") || exchange.method().equals("PUT");
        if (exchange.header("Transfer-Encoding") != null) {
            return Optional.of(lengthRequired("Transfer-Encoding is not accepted."));
        }
        return sends && exchange.header("Content-Length") == null
                ? Optional.of(lengthRequired("HTTP Error 411. The request must have a length."))
                : Optional.empty();
    }

    private static Answer lengthRequired(String message) {
        return Answer.of(411, "text/plain", "Length Required: " + message);
    }
}
