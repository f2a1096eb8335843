package io.panoptoupload.gateway.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Failed logins: of wrong passwords, of unknown tokens, and those that were not even tried. */
final class LoginMeters {
    private final Counter passwords;
    private final Counter tokens;
    private final Counter locked;

    LoginMeters(MeterRegistry meters) {
        passwords = counter("password", meters);
        tokens = counter("token", meters);
        locked = counter("locked", meters);
    }

    private static Counter counter(String reason, MeterRegistry meters) {
        return Counter.builder("panopto.gateway.logins.failed")
                .description("Failed logins, by reason")
                .tag("reason", reason)
                .register(meters);
    }

    void wrongPassword() {
        passwords.increment();
    }

    void unknownToken() {
        tokens.increment();
    }

    void locked() {
        locked.increment();
    }
}
