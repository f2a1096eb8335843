package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.http.BoundedCalls;
import io.panoptoupload.worker.http.HttpPool;
import io.panoptoupload.worker.http.ProxyRefusal;
import io.panoptoupload.worker.proxy.Proxies;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * One HTTP client for REST calls and tokens alike. HTTP/1.1 with known lengths, no redirects, no
 * repetition of its own; every response is a {@link PanoptoResponse}, every failure a {@link
 * TransientFault} that does not show the address.
 */
public final class PanoptoHttp implements AutoCloseable {
    /** Responses are some hundred bytes; a page that is longer is an error page anyway. */
    private static final int MAX_RESPONSE_BYTES = 1 << 20;

    /** More than the usual rate limit lets begin in one read time-out; beyond it, calls wait. */
    private static final int MAX_CONNECTIONS = 200;

    private final PanoptoClock clock = new PanoptoClock();
    private final BoundedCalls calls;

    /** With the JVM's own trust when no {@code tls} is given. */
    public PanoptoHttp(PanoptoSettings settings, @Nullable SSLContext tls) {
        HttpPool connections =
                new HttpPool(
                        tls,
                        MAX_CONNECTIONS,
                        settings.connectTimeout(),
                        settings.readTimeout(),
                        SystemDefaultDnsResolver.INSTANCE);
        calls = new BoundedCalls(connections, settings.readTimeout(), MAX_RESPONSE_BYTES);
    }

    PanoptoResponse send(
            Method method,
            URI address,
            String authorization,
            @Nullable ContentType type,
            String body) {
        HttpUriRequestBase request = new HttpUriRequestBase(method.name(), address);
        request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        request.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        request.setHeader(HttpHeaders.ACCEPT, ContentType.APPLICATION_JSON.getMimeType());
        if (type != null) {
            request.setEntity(new ByteArrayEntity(body.getBytes(StandardCharsets.UTF_8), type));
        }
        try {
            return toResponse(calls.send(request));
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw Interrupted.during("waiting for Panopto's response");
            }
            // Its message holds the address, so it is not chained.
            throw new TransientFault(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "Panopto at %s did not respond%s (%s)"
                            .formatted(address.getHost(), way(address), reason(e)));
        }
    }

    /** How far this machine's clock is ahead of Panopto's, once it has responded. */
    public Optional<Duration> clockAhead() {
        return clock.ahead();
    }

    private PanoptoResponse toResponse(BoundedCalls.Response response) {
        clock.update(response.header(HttpHeaders.DATE), Instant.now());
        return new PanoptoResponse(
                response.status(),
                response.header(HttpHeaders.CONTENT_TYPE),
                response.header(HttpHeaders.RETRY_AFTER),
                response.body());
    }

    private static String way(URI address) {
        return Proxies.to(address)
                .map(proxy -> " through the proxy %s".formatted(proxy))
                .orElse("");
    }

    private static String reason(IOException thrown) {
        return switch (thrown) {
            case ProxyRefusal refusal -> refusal.getMessage();
            // Distinguishes a missing trust from an expired certificate, and names no address.
            case SSLException tls -> tls.getClass().getSimpleName() + ": " + tls.getMessage();
            default -> Causes.root(thrown).getClass().getSimpleName();
        };
    }

    @Override
    public void close() {
        calls.close();
    }
}
