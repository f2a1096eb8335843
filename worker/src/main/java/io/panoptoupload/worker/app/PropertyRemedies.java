package io.panoptoupload.worker.app;

import io.panoptoupload.worker.fault.ShellWord;

import org.springframework.core.env.Environment;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be pasted into a profile, a file of properties or a shell for a fault of the
 * configuration: the property with its default, or with an example where it has none.
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

    private static final Pattern MISTYPED =
            Pattern.compile("(\\S+): is not known; the nearest that is: (\\S+)");
    private static final Pattern NO_BUNDLE = Pattern.compile("\\S+: '(.*)' is not configured; .*");
    private static final Pattern AMBIGUOUS = Pattern.compile("(\\S+): is incomplete or .*");
    private static final Pattern TOKEN_FILE = Pattern.compile("(\\S+): the token in it .*");
    private static final Pattern PROXY = Pattern.compile("(?i)((?:https?|all)_proxy): .*");
    private static final Pattern TEMPORARY = Pattern.compile("java\\.io\\.tmpdir: .*");
    private static final Pattern PROPERTY = Pattern.compile("(\\S+): .*");

    private final Environment environment;

    /** For the values that are set in there. */
    PropertyRemedies(Environment environment) {
        this.environment = environment;
    }

    /**
     * A fault's line with its remedy behind it.
     *
     * @param line as {@link ConfigurationCheck} has it
     */
    String with(String line) {
        Matcher match = MISTYPED.matcher(line);
        if (match.matches()) {
            return line + "; set instead: " + corrected(match.group(1), match.group(2));
        }
        match = NO_BUNDLE.matcher(line);
        if (match.matches()) {
            return line + "; set: " + trust(match.group(1));
        }
        match = AMBIGUOUS.matcher(line);
        if (match.matches()) {
            return line + "; set alone: " + example(match.group(1) + ".token");
        }
        match = TOKEN_FILE.matcher(line);
        if (match.matches()) {
            return line + "; run: " + tokenInto(environment.getProperty(match.group(1), "FILE"));
        }
        match = PROXY.matcher(line);
        if (match.matches()) {
            String set = match.group(1) + "=http://proxy.uni.example:3128";
            return line + "; run: export " + set;
        }
        if (TEMPORARY.matcher(line).matches()) {
            // The line ends with what to set.
            return line.replaceFirst(", as in (?=\\S+$)", "; run: export ");
        }
        match = PROPERTY.matcher(line);
        return match.matches() ? line + "; set: " + example(match.group(1)) : line;
    }

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
                .formatted(SourcesCheck.key(bundle));
    }

    /** Writes a refresh token where the worker reads it. */
    static String tokenInto(String file) {
        return "printf %s REFRESH_TOKEN > " + ShellWord.of(file);
    }

    /** With the value that was meant, unless it may be a secret. */
    private String corrected(String mistyped, String known) {
        String property = KnownProperties.named(known, mistyped);
        String value = environment.getProperty(mistyped);
        return value == null || !KnownProperties.isTypingError(mistyped) || maySecret(known)
                ? example(property)
                : property + "=" + value;
    }

    private static boolean maySecret(String property) {
        return property.startsWith("panopto.oauth.")
                || property.startsWith("worker.sources.credentials.")
                || property.startsWith("worker.sources.s3.");
    }
}
