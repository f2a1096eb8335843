package io.panoptoupload.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.worker.address.SpecialAddresses;
import io.panoptoupload.worker.http.BoundedCalls;
import io.panoptoupload.worker.http.HttpPool;
import io.panoptoupload.worker.proxy.Proxies;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sends events to the receiver, signed: {@code X-Signature: v1=} and the HMAC-SHA-256 over {@code
 * {X-Timestamp}.{body}}, in hex. Redirects are not followed: the operator named the receiver.
 */
final class Receiver implements AutoCloseable {
    static final String TIMESTAMP = "X-Timestamp";
    static final String SIGNATURE = "X-Signature";

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** For a whole response, however it comes. */
    static final Duration RESPONSE = Duration.ofSeconds(15);

    /** Nobody reads what it says; after so little the connection can still serve the next call. */
    private static final int MAX_RESPONSE = 64 * 1024;

    private static final ContentType CONTENT_TYPE = ContentType.create(CloudEvents.STRUCTURED_JSON);
    private static final String ALGORITHM = "HmacSHA256";

    /** With these a receiver speaks of the event, not of itself or of the caller. */
    private static final Set<Integer> REFUSALS = Set.of(400, 409, 413, 415, 422);

    /** What became of an event. */
    sealed interface Outcome {
        /** The receiver has it. */
        record Taken() implements Outcome {}

        /** It does not want this event, and may want the next. */
        record Refused(int status) implements Outcome {}

        /** It, or the way to it, is not as it should be. */
        record Away(String why) implements Outcome {}
    }

    private final URI url;
    private final byte[] secret;
    private final InstantSource clock;
    private final BoundedCalls calls;

    Receiver(URI url, String secret, Duration response, InstantSource clock) {
        this.url = url;
        this.secret = secret.getBytes(UTF_8);
        this.clock = clock;
        this.calls =
                new BoundedCalls(
                        new HttpPool(null, 1, CONNECT, response, SystemDefaultDnsResolver.INSTANCE),
                        response,
                        MAX_RESPONSE);
    }

    Outcome send(FinalEvent event) {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        try {
            if (isLinkLocal()) {
                return new Outcome.Away(
                        "%s has a link-local address, or that of a cloud's metadata; set gateway.webhook.url to another host"
                                .formatted(url.getHost()));
            }
            HttpPost request = new HttpPost(url);
            request.setHeader(HttpHeaders.USER_AGENT, "panopto-gateway");
            request.setHeader(TIMESTAMP, timestamp);
            request.setHeader(SIGNATURE, "v1=" + signature(timestamp, event.body()));
            request.setEntity(new ByteArrayEntity(event.body().getBytes(UTF_8), CONTENT_TYPE));
            int status = calls.status(request);
            if (status >= 200 && status < 300) {
                return new Outcome.Taken();
            }
            return REFUSALS.contains(status)
                    ? new Outcome.Refused(status)
                    : new Outcome.Away("it responded with " + status);
        } catch (SocketTimeoutException e) {
            return new Outcome.Away("it does not respond in time");
        } catch (IOException e) {
            return new Outcome.Away(e.getClass().getSimpleName());
        }
    }

    /** By every address of its name, so that it is not a matter of luck. */
    private boolean isLinkLocal() throws IOException {
        return Stream.of(addresses()).anyMatch(SpecialAddresses::isLinkLocalOrMetadata);
    }

    private InetAddress[] addresses() throws UnknownHostException {
        try {
            return InetAddress.getAllByName(url.getHost().replaceAll("^\\[|]$", ""));
        } catch (UnknownHostException e) {
            if (Proxies.to(url).isPresent()) {
                // It is the proxy that resolves it; nothing has to be known of it here.
                return new InetAddress[0];
            }
            throw e;
        }
    }

    private String signature(String timestamp, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal((timestamp + "." + body).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
