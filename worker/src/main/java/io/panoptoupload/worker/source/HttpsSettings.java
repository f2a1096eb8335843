package io.panoptoupload.worker.source;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

import javax.net.ssl.SSLContext;

/**
 * Which {@code https:} sources may be read, and how.
 *
 * @param hosts that may be asked, and be redirected to
 * @param allowPrivateAddresses whether they may have loopback, link-local and other addresses that
 *     are not the internet's
 * @param credentials by name
 * @param tls with the trust for the hosts; the JVM's own when null
 * @param connections at most, for all sources together
 * @param connectTimeout for connection and TLS, each
 * @param readTimeout for the next byte
 */
public record HttpsSettings(
        HostRules hosts,
        boolean allowPrivateAddresses,
        Map<String, HttpCredential> credentials,
        @Nullable SSLContext tls,
        int connections,
        Duration connectTimeout,
        Duration readTimeout) {
    public HttpsSettings {
        credentials = Map.copyOf(credentials);
    }
}
