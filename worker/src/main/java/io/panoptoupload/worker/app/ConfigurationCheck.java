package io.panoptoupload.worker.app;

import io.panoptoupload.worker.address.EndpointRule;
import io.panoptoupload.worker.clients.CompressionCheck;
import io.panoptoupload.worker.proxy.Proxies;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Checks every property before anything starts, so that all faults are reported at once, in one
 * line each: property, value, what is allowed. The values of secrets are never shown.
 *
 * <p>Not by Bean Validation, which judges values once they are bound. Half of what is checked here
 * comes before that or looks beyond the value: whether a text is a number at all, whether a
 * directory or a certificate bundle is there, whether one kind of credentials is given and no
 * second one.
 */
final class ConfigurationCheck {
    /** In any period: more than any site makes, which is no limit. */
    private static final int MAX_CALLS = 3_600_000;

    private final Environment environment;
    private final Binder binder;
    private final PropertyChecks check;

    private ConfigurationCheck(Environment environment) {
        this.environment = environment;
        this.binder = Binder.get(environment);
        this.check = new PropertyChecks(binder);
    }

    /**
     * @throws ConfigurationFault with a line for each fault
     */
    static void check(Environment environment) {
        ConfigurationCheck check = new ConfigurationCheck(environment);
        check.all();
        check.throwIfFaulty();
    }

    /**
     * Only what reaches Kafka and its topics.
     *
     * @throws ConfigurationFault with a line for each fault
     */
    static void checkKafka(Environment environment) {
        ConfigurationCheck check = new ConfigurationCheck(environment);
        check.brokers();
        check.kafka();
        check.throwIfFaulty();
    }

    /**
     * Only what reaches Panopto.
     *
     * @throws ConfigurationFault with a line for each fault
     */
    static void checkPanopto(Environment environment) {
        ConfigurationCheck check = new ConfigurationCheck(environment);
        check.panopto();
        check.throwIfFaulty();
    }

    private void throwIfFaulty() {
        if (environment instanceof ConfigurableEnvironment sources) {
            KnownProperties.faults(sources).forEach(check::fault);
        }
        check.throwIfFaulty();
    }

    private void all() {
        brokers();
        kafka();
        panopto();
        worker();
        traces();
        check.number("server.port", 0, 65_535);
        Proxies.faults(environment::getProperty).forEach(this::proxy);
        CompressionCheck.fault()
                .ifPresent(line ->
                        check.fault(
                                new PropertyFault(
                                        line, "run: export " + CompressionCheck.EXAMPLE)));
    }

    private void proxy(String line) {
        String name = line.substring(0, line.indexOf(':'));
        check.fault(
                new PropertyFault(
                        line,
                        name.contains(".")
                                ? "set: " + name + "=3128"
                                : "run: export " + name + "=http://proxy.uni.example:3128"));
    }

    private void brokers() {
        String property = "spring.kafka.bootstrap-servers";
        List<String> brokers =
                binder.bind(property, Bindable.listOf(String.class)).orElse(List.of());
        if (brokers.stream().allMatch(String::isBlank)) {
            check.fault(property, "is missing; allowed: the brokers, as host:port[,host:port …]");
        }
    }

    private void kafka() {
        check.sslBundle("spring.kafka.ssl.bundle");
        topic("worker.topics.requests");
        topic("worker.topics.outcomes");
        topic("worker.topics.journal");
        topic("worker.topics.dead-letter");
        check.optional("worker.topics.create", Boolean.class, "true or false", _ -> true);
        check.number("worker.topics.partitions", 1, 10_000);
        check.optional(
                "worker.topics.adopt-journal",
                String.class,
                "the id of the journal topic, 22 characters, as readiness names it",
                id -> id.isEmpty() || id.matches("[A-Za-z0-9_-]{22}"));
        check.optional(
                "worker.topics.replication-factor",
                Short.class,
                "-1 (the broker's default), or 1 and more",
                n -> n == -1 || n >= 1);
    }

    private void panopto() {
        String url = "https://… (http:// only for localhost and loopback addresses)";
        if (check.required("panopto.base-url", url).isPresent()) {
            check.optional("panopto.base-url", URI.class, url, EndpointRule::allows);
        }
        check.secret("panopto.oauth.client-id", "the id of the API client in Panopto");
        check.secret("panopto.oauth.client-secret", "the secret of the API client in Panopto");
        check.optional(
                        "panopto.oauth.grant",
                        PanoptoProperties.Grant.class,
                        "password, refresh-token or client-credentials",
                        _ -> true)
                .or(() -> Optional.of(PanoptoProperties.Grant.PASSWORD))
                .ifPresent(this::grant);
        check.number("panopto.rate-limit.per-second", 1, MAX_CALLS);
        check.number("panopto.circuit-breaker.minimum-calls", 1, 1000);
        check.number("panopto.rate-limit.per-minute", 1, MAX_CALLS);
        check.number("panopto.rate-limit.per-hour", 1, MAX_CALLS);
        check.optional(
                "panopto.rate-limit.workers",
                String.class,
                "1 to 1000, or auto (the members of the consumer group)",
                ConfigurationCheck::isNumberOfWorkers);
        check.optional("panopto.delete-failed-sessions", Boolean.class, "true or false", _ -> true);
        check.sslBundle("panopto.ssl-bundle");
    }

    private void grant(PanoptoProperties.Grant grant) {
        switch (grant) {
            case PASSWORD -> {
                check.secret("panopto.oauth.username", "the service account (grant=password)");
                check.secret("panopto.oauth.password", "its password (grant=password)");
            }
            case REFRESH_TOKEN ->
                    check.required(
                                    "panopto.oauth.refresh-token-file",
                                    "a writable file with the token (grant=refresh-token)")
                            .ifPresent(this::refreshToken);
            case CLIENT_CREDENTIALS -> {}
        }
    }

    /** One that cannot be read is checked later: it may be mounted a moment afterwards. */
    private void refreshToken(String file) {
        try {
            // Its reader strips trailing line ends.
            SecretText.fault(Files.readString(Path.of(file)).strip())
                    .ifPresent(fault ->
                            check.fault(
                                    new PropertyFault(
                                            "panopto.oauth.refresh-token-file: the token in it "
                                                    + fault,
                                            "run: " + PropertyRemedies.tokenInto(file))));
        } catch (IOException | InvalidPathException e) {
            return;
        }
    }

    private void worker() {
        check.number("worker.uploads", 1, 100);
        check.number("worker.parts", 1, 64);
        check.number("worker.open-jobs", 1, 100_000);
        check.number("worker.waiting-jobs", 1, 1_000_000);
        check.optional(
                "worker.part-size",
                DataSize.class,
                "5MB to 25000000B",
                size -> size.toBytes() >= 5 * 1024 * 1024 && size.toBytes() <= 25_000_000);
        timetable("worker.bandwidth");
        timetable("worker.total-bandwidth");
        check.optional("worker.time-zone", ZoneId.class, "a name such as Europe/Berlin", _ -> true);
        check.duration("worker.shutdown-grace", Duration.ZERO, Duration.ofHours(1));
        check.duration(
                "worker.checkpoint-interval", Duration.ofMillis(100), Duration.ofMinutes(10));
        check.duration("worker.retry.give-up-after", Duration.ofSeconds(1), PropertyChecks.FOREVER);
        check.duration("worker.retry.first-park", Duration.ofMillis(100), Duration.ofHours(1));
        check.duration("worker.processing.first-poll", Duration.ofMillis(100), Duration.ofHours(1));
        check.duration("worker.processing.max-poll", Duration.ofMillis(100), Duration.ofHours(1));
        check.duration(
                "worker.processing.give-up-after", Duration.ofSeconds(1), PropertyChecks.FOREVER);
        check.duration("worker.deduplication", Duration.ofSeconds(1), PropertyChecks.FOREVER);
        new SourcesCheck(binder, check).all();
    }

    private static boolean isNumberOfWorkers(String text) {
        return text.equalsIgnoreCase(PanoptoProperties.AUTO) || text.matches("[1-9]\\d{0,2}|1000");
    }

    private void timetable(String property) {
        String text = binder.bind(property, String.class).orElse(null);
        try {
            TimetableText.parse(text);
        } catch (IllegalArgumentException e) {
            check.fault(
                    property,
                    "'%s' is not allowed (%s); allowed: %s"
                            .formatted(text, e.getMessage(), TimetableText.ALLOWED));
        }
    }

    private void traces() {
        check.optional(
                TracingConfiguration.ENDPOINT,
                URI.class,
                "the whole http:// or https:// address, e.g. http://collector:4318/v1/traces",
                url -> url.getHost() != null && List.of("http", "https").contains(url.getScheme()));
        check.optional(
                "management.opentelemetry.tracing.export.otlp.transport",
                String.class,
                "http (OTLP over gRPC is not in the worker)",
                "http"::equalsIgnoreCase);
    }

    private void topic(String property) {
        check.optional(
                property,
                String.class,
                "1 to 249 letters, digits, '.', '_' and '-'",
                name -> name.matches("[a-zA-Z0-9._-]{1,249}"));
    }
}
