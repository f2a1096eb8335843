package io.panoptoupload.worker.panopto;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.oauth.SharedToken;
import io.panoptoupload.worker.oauth.TokenResponse;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The token for Panopto, counted. Its refusal is no fault of any upload. */
public final class AccessTokens implements AutoCloseable {
    /**
     * Panopto gives no token to these credentials.
     *
     * @param message which of user, client type or client id and secret it refuses, and the remedy
     * @param until when it is not asked again
     */
    public record Refusal(String message, Instant until) {}

    private final TokenEndpoint endpoint;
    private final Counter successes;
    private final Counter failures;
    private final SharedToken token;

    public AccessTokens(
            PanoptoSettings settings, PanoptoHttp http, MeterRegistry meters, InstantSource clock) {
        this.endpoint = new TokenEndpoint(settings, http, clock);
        this.successes = refreshes(meters, "success");
        this.failures = refreshes(meters, "failure");
        this.token = new SharedToken(this::counted, refusal -> notAttempted(refusal, clock), clock);
    }

    private TokenResponse.Issued counted() {
        try {
            TokenResponse.Issued issued = endpoint.token();
            successes.increment();
            return issued;
        } catch (Fault e) {
            failures.increment();
            throw e;
        }
    }

    /**
     * A token that is good for a while.
     *
     * @throws TransientFault PANOPTO_UNAVAILABLE; or AUTHENTICATION_FAILED and {@code notAttempted}
     *     when Panopto refuses the worker's credentials: that is no fault of any upload
     */
    public String current() {
        return token.current();
    }

    /**
     * Another token than the one that was refused; many callers with the same one renew it once.
     *
     * @throws TransientFault as {@link #current} does
     */
    public String insteadOf(String refusedToken) {
        return token.insteadOf(refusedToken);
    }

    /** Why Panopto gives no token, if it refuses the credentials; ends with the next token. */
    public Optional<Refusal> refusal() {
        return token.refusal().map(now -> new Refusal(now.fault().getMessage(), now.until()));
    }

    private static TransientFault notAttempted(SharedToken.Refusal now, InstantSource clock) {
        return TransientFault.notAttempted(
                ErrorCode.AUTHENTICATION_FAILED,
                now.fault().getMessage(),
                now.fault().panoptoMessage(),
                Duration.between(clock.instant(), now.until()));
    }

    private static Counter refreshes(MeterRegistry meters, String result) {
        return Counter.builder("panopto.upload.token.refreshes")
                .description("Access token requests, by result")
                .tag("result", result)
                .register(meters);
    }

    /** Waits a few seconds for a token that is on its way, so that a rotated one is saved. */
    @Override
    public void close() {
        token.close();
    }
}
