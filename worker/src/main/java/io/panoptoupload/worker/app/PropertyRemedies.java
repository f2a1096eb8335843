package io.panoptoupload.worker.app;

import io.panoptoupload.worker.fault.ShellWord;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;

/**
 * What can be pasted into a profile, a file of properties or a shell: a property with its default,
 * or with an example where it has none.
 */
final class PropertyRemedies {
    /** Of properties without a default, by their whole names or the last parts of them. */
    private static final Map<String, String> EXAMPLES =
            Map.ofEntries(
                    Map.entry("spring.kafka.bootstrap-servers", "kafka.uni.example:9092"),
                    Map.entry("panopto.base-url", "https://uni.hosted.panopto.com"),
                    Map.entry("worker.name", "worker-1"),
                    Map.entry("worker.topics.adopt-journal", ""),
                    Map.entry("worker.bandwidth", "07:00 20MB, 22:00 unlimited"),
                    Map.entry("worker.total-bandwidth", "07:00 20MB, 22:00 unlimited"),
                    Map.entry("refresh-token-file", "/var/lib/panopto-upload/refresh-token"),
                    Map.entry("time-zone", "Europe/Berlin"),
                    Map.entry("file-roots", "/srv/captures"),
                    Map.entry("https-hosts", "media.uni.example"),
                    Map.entry("hosts", "media.uni.example"),
                    Map.entry("token-endpoint", "https://login.uni.example/oauth/token"),
                    Map.entry("endpoint", "https://s3.uni.example"),
                    Map.entry("region", "eu-central-1"),
                    Map.entry("buckets", "recordings"),
                    Map.entry("path-style", "true"),
                    Map.entry("management.opentelemetry.tracing.export.otlp.transport", "http"),
                    Map.entry(TracingConfiguration.ENDPOINT, "http://collector:4318/v1/traces"));

    private PropertyRemedies() {}

    /** The property with a value that is allowed, or one that stands for a secret. */
    static String example(String property) {
        String last = property.substring(property.lastIndexOf('.') + 1);
        String placeholder = last.toUpperCase(Locale.ROOT).replace('-', '_');
        String value = EXAMPLES.getOrDefault(property, EXAMPLES.getOrDefault(last, placeholder));
        return property + "=" + KnownProperties.defaultOf(property).orElse(value);
    }

    /** Trust in the certificates of a bundle that a site has. */
    static String trust(String bundle) {
        return "spring.ssl.bundle.pem%s.truststore.certificate=file:/etc/ssl/certs/ca-certificates.crt"
                .formatted(PropertyChecks.key(bundle));
    }

    /** Writes a refresh token where the worker reads it. */
    static String tokenInto(String file) {
        return "printf %s REFRESH_TOKEN > " + ShellWord.of(file);
    }

    /**
     * A property for one that is not known.
     *
     * @param meant the value that was given; null if it was not meant for this property
     */
    static String instead(String property, @Nullable String meant) {
        return meant == null || maySecret(property) ? example(property) : property + "=" + meant;
    }

    private static boolean maySecret(String property) {
        return property.startsWith("panopto.oauth.")
                || property.startsWith("worker.sources.credentials.")
                || property.startsWith("worker.sources.s3.");
    }
}
