package io.panoptoupload.worker.app;

import io.panoptoupload.worker.panopto.OAuth;
import io.panoptoupload.worker.panopto.RateBudget;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where Panopto is, and as whom the worker comes.
 *
 * @param baseUrl such as {@code https://uni.hosted.panopto.com}; http only on loopback
 * @param sslBundle name of a Spring SSL bundle with the trust for Panopto
 * @param deleteFailedSessions whether to remove the session that a processing error left behind
 */
@ConfigurationProperties("panopto")
record PanoptoProperties(
        URI baseUrl,
        Oauth oauth,
        @DefaultValue RateLimit rateLimit,
        @DefaultValue CircuitBreaker circuitBreaker,
        @Nullable String sslBundle,
        @DefaultValue("false") boolean deleteFailedSessions) {

    /** Which OAuth2 grant the worker uses. */
    enum Grant {
        PASSWORD,
        REFRESH_TOKEN,
        CLIENT_CREDENTIALS
    }

    /**
     * @param refreshTokenFile rewritten whenever Panopto gives a new one
     */
    record Oauth(
            @DefaultValue("password") Grant grant,
            String clientId,
            String clientSecret,
            @Nullable String username,
            @Nullable String password,
            @Nullable Path refreshTokenFile) {
        OAuth client() {
            OAuth.Grant how =
                    switch (grant) {
                        case PASSWORD ->
                                new OAuth.Password(
                                        Objects.requireNonNull(username),
                                        Objects.requireNonNull(password));
                        case REFRESH_TOKEN ->
                                new OAuth.RefreshToken(Objects.requireNonNull(refreshTokenFile));
                        case CLIENT_CREDENTIALS -> new OAuth.ClientCredentials();
                    };
            return new OAuth(clientId, clientSecret, how);
        }

        @Override
        public String toString() {
            return "Oauth[grant=" + grant + "]";
        }
    }

    /**
     * @param workers how many replicas share the limits
     */
    record RateLimit(
            @DefaultValue("5") int perSecond,
            @DefaultValue("100") int perMinute,
            @DefaultValue("5000") int perHour,
            @DefaultValue("1") int workers) {
        RateBudget budget() {
            return new RateBudget(perSecond, perMinute, perHour, workers);
        }
    }

    /**
     * @param minimumCalls before half of the latest calls, failed, open the circuit breaker
     */
    record CircuitBreaker(@DefaultValue("8") int minimumCalls) {}
}
