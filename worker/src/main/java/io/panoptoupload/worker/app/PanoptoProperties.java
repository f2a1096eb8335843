package io.panoptoupload.worker.app;

import io.panoptoupload.worker.panopto.OAuth;
import io.panoptoupload.worker.panopto.RateBudget;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.IntSupplier;

/**
 * Where Panopto is, and which account the worker uses.
 *
 * @param baseUrl where the site is, such as {@code https://uni.hosted.panopto.com}
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
    PanoptoProperties {
        sslBundle = CommandBundles.nameOrNull(sslBundle);
    }

    /** Instead of a number of workers. */
    static final String AUTO = "auto";

    /** Which OAuth2 grant the worker uses. */
    enum Grant {
        PASSWORD,
        REFRESH_TOKEN,
        CLIENT_CREDENTIALS
    }

    /**
     * @param grant OAuth2 grant by which the worker gets its tokens
     * @param clientId id of the API client in Panopto
     * @param clientSecret secret of that client
     * @param username name of the service account, for the grant {@code password}
     * @param password password of that account
     * @param refreshTokenFile for the grant {@code refresh-token}: a writable file with the token,
     *     rewritten whenever Panopto gives a new one
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
     * @param perSecond REST calls to Panopto in a second, of all replicas together
     * @param perMinute the same in a minute
     * @param perHour the same in an hour
     * @param workers how many replicas share the limits; {@code auto} counts the members of the
     *     consumer group that have partitions
     */
    record RateLimit(
            @DefaultValue("5") int perSecond,
            @DefaultValue("100") int perMinute,
            @DefaultValue("5000") int perHour,
            @DefaultValue("1") String workers) {
        boolean countsWorkers() {
            return workers.equalsIgnoreCase(AUTO);
        }

        /**
         * The calls, and who shares them.
         *
         * @param members how many they are if they are counted
         */
        RateBudget budget(IntSupplier members) {
            return countsWorkers()
                    ? new RateBudget(perSecond, perMinute, perHour, members)
                    : new RateBudget(perSecond, perMinute, perHour, Integer.parseInt(workers));
        }
    }

    /**
     * @param minimumCalls calls before the circuit breaker judges; it opens when half of the latest
     *     calls failed
     */
    record CircuitBreaker(@DefaultValue("8") int minimumCalls) {}
}
