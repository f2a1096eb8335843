package io.panoptoupload.simulator;

import java.time.Duration;

/** The door of the REST API: a valid token, and in strict mode no more calls than allowed. */
final class Access {
    private final Tokens tokens;
    private final RateLimits limits;
    private final boolean limited;
    private final Json json;

    Access(Tokens tokens, RateLimits limits, boolean limited, Json json) {
        this.tokens = tokens;
        this.limits = limits;
        this.limited = limited;
        this.json = json;
    }

    Tokens.Holder check(Exchange exchange, String endpoint) {
        String header = exchange.header("Authorization");
        if (header == null || !header.startsWith("Bearer ")) {
            throw unauthorised("A bearer token is needed.");
        }
        Tokens.Holder holder =
                tokens.holder(header.substring(7).trim())
                        .orElseThrow(() -> unauthorised("The token is unknown or has expired."));
        if (limited) {
            Duration wait = limits.take(endpoint, holder.client());
            if (!wait.isZero()) {
                long seconds = wait.plusMillis(999).toSeconds();
                throw new Refusal(
                        json.refusal(429, "API calls quota exceeded.")
                                .response()
                                .with("Retry-After", Long.toString(seconds)));
            }
        }
        return holder;
    }

    private Refusal unauthorised(String message) {
        return new Refusal(
                json.refusal(401, message).response().with("WWW-Authenticate", "Bearer"));
    }
}
