package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.proxy.Proxies;
import io.panoptoupload.worker.proxy.ProxyServer;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
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

    private static final String NO_TUNNEL = "Tunnel failed, got: ";

    private final PanoptoClock clock = new PanoptoClock();
    private final PanoptoConnections connections;

    /** With the JVM's own trust when no {@code tls} is given. */
    public PanoptoHttp(PanoptoSettings settings, @Nullable SSLContext tls) {
        connections = new PanoptoConnections(settings, tls);
    }

    PanoptoResponse send(
            HttpMethod method,
            URI address,
            String authorization,
            @Nullable MediaType type,
            String body) {
        PanoptoConnections.Client client = connections.current();
        try {
            RestClient.RequestBodySpec request =
                    client.rest()
                            .method(method)
                            .uri(address)
                            .header(HttpHeaders.AUTHORIZATION, authorization)
                            .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                            .accept(MediaType.APPLICATION_JSON);
            Proxies.to(address)
                    .map(ProxyServer::authorization)
                    .ifPresent(login -> request.header(HttpHeaders.PROXY_AUTHORIZATION, login));
            if (type != null) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                request.contentType(type).contentLength(bytes.length).body(bytes);
            }
            return request.exchangeForRequiredValue((sent, response) -> read(response));
        } catch (RestClientException | IllegalArgumentException e) {
            // Its message holds the address, so it is not chained. The JDK's client throws what its
            // parsers do, such as NumberFormatException for a length that is no number.
            if (Thread.currentThread().isInterrupted()) {
                throw Interrupted.during("waiting for Panopto's response");
            }
            if (isUnreadable(Causes.root(e))) {
                connections.replace(client);
            }
            throw new TransientFault(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "Panopto at %s did not respond%s"
                            .formatted(address.getHost(), way(address, reason(e))),
                    null);
        }
    }

    /** How far this machine's clock is ahead of Panopto's, once it has responded. */
    public Optional<Duration> clockAhead() {
        return clock.ahead();
    }

    private PanoptoResponse read(org.springframework.http.client.ClientHttpResponse response)
            throws IOException {
        HttpHeaders headers = response.getHeaders();
        clock.heard(headers.getFirst(HttpHeaders.DATE), Instant.now());
        return new PanoptoResponse(
                response.getStatusCode().value(),
                headers.getFirst(HttpHeaders.CONTENT_TYPE),
                headers.getFirst(HttpHeaders.RETRY_AFTER),
                new String(
                        response.getBody().readNBytes(MAX_RESPONSE_BYTES), StandardCharsets.UTF_8));
    }

    private static boolean isUnreadable(Throwable cause) {
        return cause instanceof ProtocolException || cause instanceof IllegalArgumentException;
    }

    private static String way(URI address, String reason) {
        return Proxies.to(address)
                .map(proxy -> " through the proxy %s%s".formatted(proxy, proxysPart(reason)))
                .orElseGet(() -> " (%s)".formatted(reason));
    }

    /** The client says so only in words when a proxy opens no tunnel. */
    private static String proxysPart(String reason) {
        return reason.startsWith(NO_TUNNEL)
                ? ", which responded with %s; it has to let the host pass"
                        .formatted(reason.substring(NO_TUNNEL.length()))
                : ", which may want another login (%s)".formatted(reason);
    }

    private static String reason(Throwable thrown) {
        Throwable root = Causes.root(thrown);
        String kind = root.getClass().getSimpleName();
        String said = Objects.requireNonNullElse(root.getMessage(), "");
        if (said.matches(NO_TUNNEL + "\\d{3}")) {
            return said;
        }
        // TLS's own message distinguishes a missing trust from an expired certificate, and names no
        // address.
        return thrown.getCause() instanceof SSLException tls
                ? kind + ": " + tls.getMessage()
                : kind;
    }

    @Override
    public void close() {
        connections.close();
    }
}
