package io.panoptoupload.worker.source;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

import javax.net.ssl.SSLContext;

/**
 * Which {@code s3:} sources may be read, and how.
 *
 * @param accounts by name
 * @param tls with the trust for the services; the JVM's own when null
 * @param connections at most, for all accounts together
 * @param connectTimeout of a connection
 * @param readTimeout for the next byte
 */
public record S3Settings(
        Map<String, S3Account> accounts,
        @Nullable SSLContext tls,
        int connections,
        Duration connectTimeout,
        Duration readTimeout) {
    public S3Settings {
        accounts = Map.copyOf(accounts);
    }
}
