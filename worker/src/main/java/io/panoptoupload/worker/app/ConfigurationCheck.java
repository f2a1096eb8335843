package io.panoptoupload.worker.app;

import io.panoptoupload.worker.address.EndpointRule;
import io.panoptoupload.worker.clients.CompressionCheck;
import io.panoptoupload.worker.proxy.Proxies;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Checks every property before anything starts, so that all faults are reported at once, in one
 * line each: property, value, what is allowed. The values of secrets are never shown.
 */
final class ConfigurationCheck {
    private static final Duration FOREVER = Duration.ofDays(36500);

    private final Environment environment;
    private final Binder binder;
    private final List<String> faults = new ArrayList<>();

    private ConfigurationCheck(Environment environment) {
        this.environment = environment;
        this.binder = Binder.get(environment);
    }

    /**
     * @throws ConfigurationFault with a line for each fault
     */
    static void check(Environment environment) {
        ConfigurationCheck check = new ConfigurationCheck(environment);
        check.all();
        check.judge();
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
        check.judge();
    }

    /**
     * Only what reaches Panopto.
     *
     * @throws ConfigurationFault with a line for each fault
     */
    static void checkPanopto(Environment environment) {
        ConfigurationCheck check = new ConfigurationCheck(environment);
        check.panopto();
        check.judge();
    }

    private void judge() {
        if (environment instanceof ConfigurableEnvironment sources) {
            faults.addAll(KnownProperties.faults(sources));
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationFault(faults);
        }
    }

    private void all() {
        brokers();
        kafka();
        panopto();
        worker();
        traces();
        faults.addAll(Proxies.faults(environment::getProperty));
        CompressionCheck.fault().ifPresent(faults::add);
    }

    private void brokers() {
        String property = "spring.kafka.bootstrap-servers";
        List<String> brokers =
                binder.bind(property, Bindable.listOf(String.class)).orElse(List.of());
        if (brokers.stream().allMatch(String::isBlank)) {
            faults.add(property + ": is missing; allowed: the brokers, as host:port[,host:port …]");
        }
    }

    private void kafka() {
        sslBundle("spring.kafka.ssl.bundle");
        topic("worker.topics.requests");
        topic("worker.topics.outcomes");
        topic("worker.topics.journal");
        topic("worker.topics.dead-letter");
        optional("worker.topics.create", Boolean.class, "true or false", _ -> true);
        number("worker.topics.partitions", 1, 10_000);
        optional(
                "worker.topics.adopt-journal",
                String.class,
                "the id of the journal topic, 22 characters, as readiness names it",
                id -> id.isEmpty() || id.matches("[A-Za-z0-9_-]{22}"));
        optional(
                "worker.topics.replication-factor",
                Short.class,
                "-1 (the broker's default), or 1 and more",
                n -> n == -1 || n >= 1);
    }

    private void panopto() {
        String url = "https://… (http:// only for localhost and loopback addresses)";
        if (required("panopto.base-url", url).isPresent()) {
            optional("panopto.base-url", URI.class, url, EndpointRule::allows);
        }
        secret("panopto.oauth.client-id", "the id of the API client in Panopto");
        secret("panopto.oauth.client-secret", "the secret of the API client in Panopto");
        optional(
                        "panopto.oauth.grant",
                        PanoptoProperties.Grant.class,
                        "password, refresh-token or client-credentials",
                        _ -> true)
                .or(() -> Optional.of(PanoptoProperties.Grant.PASSWORD))
                .ifPresent(this::grant);
        number("panopto.rate-limit.per-second", 1, 1000);
        number("panopto.circuit-breaker.minimum-calls", 1, 1000);
        number("panopto.rate-limit.per-minute", 1, 60_000);
        number("panopto.rate-limit.per-hour", 1, 3_600_000);
        optional(
                "panopto.rate-limit.workers",
                String.class,
                "1 to 1000, or auto (the members of the consumer group)",
                ConfigurationCheck::isNumberOfWorkers);
        optional("panopto.delete-failed-sessions", Boolean.class, "true or false", _ -> true);
        sslBundle("panopto.ssl-bundle");
    }

    private void grant(PanoptoProperties.Grant grant) {
        switch (grant) {
            case PASSWORD -> {
                secret("panopto.oauth.username", "the service account (grant=password)");
                secret("panopto.oauth.password", "its password (grant=password)");
            }
            case REFRESH_TOKEN ->
                    required(
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
                            faults.add(
                                    "panopto.oauth.refresh-token-file: the token in it " + fault));
        } catch (IOException | InvalidPathException e) {
            return;
        }
    }

    /** Required, and free of what is not part of a secret. */
    void secret(String property, String allowed) {
        required(property, allowed)
                .flatMap(SecretText::fault)
                .ifPresent(fault -> faults.add(property + ": " + fault));
    }

    /** The bundle that a property names has to be configured; an empty name is none. */
    void sslBundle(String property) {
        optional(property, String.class, "", _ -> true)
                .filter(name -> !name.isBlank())
                .filter(name -> !isBundle("pem", name) && !isBundle("jks", name))
                .ifPresent(name ->
                        fault(
                                "%s: '%s' is not configured; allowed: the name of a bundle below spring.ssl.bundle.pem or .jks"
                                        .formatted(property, name)));
    }

    private boolean isBundle(String kind, String name) {
        return binder.bind(
                        "spring.ssl.bundle." + kind + SourcesCheck.key(name),
                        Bindable.mapOf(String.class, Object.class))
                .isBound();
    }

    private void worker() {
        number("worker.uploads", 1, 100);
        number("worker.parts", 1, 64);
        number("worker.open-jobs", 1, 100_000);
        number("worker.waiting-jobs", 1, 1_000_000);
        optional(
                "worker.part-size",
                DataSize.class,
                "5MB to 25000000B",
                size -> size.toBytes() >= 5 * 1024 * 1024 && size.toBytes() <= 25_000_000);
        timetable("worker.bandwidth");
        timetable("worker.total-bandwidth");
        optional("worker.time-zone", ZoneId.class, "a name such as Europe/Berlin", _ -> true);
        duration("worker.shutdown-grace", Duration.ZERO, Duration.ofHours(1));
        duration("worker.checkpoint-interval", Duration.ofMillis(100), Duration.ofMinutes(10));
        duration("worker.retry.give-up-after", Duration.ofSeconds(1), FOREVER);
        duration("worker.retry.first-park", Duration.ofMillis(100), Duration.ofHours(1));
        duration("worker.processing.first-poll", Duration.ofMillis(100), Duration.ofHours(1));
        duration("worker.processing.max-poll", Duration.ofMillis(100), Duration.ofHours(1));
        duration("worker.processing.give-up-after", Duration.ofSeconds(1), FOREVER);
        duration("worker.deduplication", Duration.ofMinutes(1), FOREVER);
        new SourcesCheck(binder, this).all();
    }

    private static boolean isNumberOfWorkers(String text) {
        return text.equalsIgnoreCase(PanoptoProperties.AUTO) || text.matches("[1-9]\\d{0,2}|1000");
    }

    private void timetable(String property) {
        String text = binder.bind(property, String.class).orElse(null);
        try {
            TimetableText.parse(text);
        } catch (IllegalArgumentException e) {
            fault(
                    "%s: '%s' is not allowed (%s); allowed: %s"
                            .formatted(property, text, e.getMessage(), TimetableText.ALLOWED));
        }
    }

    private void traces() {
        optional(
                TracingConfiguration.ENDPOINT,
                URI.class,
                "the whole http:// or https:// address, e.g. http://collector:4318/v1/traces",
                url -> url.getHost() != null && List.of("http", "https").contains(url.getScheme()));
        optional(
                "management.opentelemetry.tracing.export.otlp.transport",
                String.class,
                "http (OTLP over gRPC is not in the worker)",
                "http"::equalsIgnoreCase);
    }

    Optional<String> required(String property, String allowed) {
        Optional<String> value =
                Optional.ofNullable(binder.bind(property, String.class).orElse(null))
                        .filter(text -> !text.isBlank());
        if (value.isEmpty()) {
            faults.add(property + ": is missing; allowed: " + allowed);
        } else if (value.get().startsWith("${")) {
            faults.add(property + ": is a placeholder that nothing fills; allowed: " + allowed);
            return Optional.empty();
        }
        return value;
    }

    private void topic(String property) {
        optional(
                property,
                String.class,
                "1 to 249 letters, digits, '.', '_' and '-'",
                name -> name.matches("[a-zA-Z0-9._-]{1,249}"));
    }

    private void number(String property, int least, int most) {
        optional(
                property,
                Integer.class,
                least + " to " + most,
                number -> number >= least && number <= most);
    }

    void duration(String property, Duration least, Duration most) {
        optional(
                property,
                Duration.class,
                "a duration such as 5s, 10m or 24h, from "
                        + text(least)
                        + (most.equals(FOREVER) ? "" : " to " + text(most)),
                d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0);
    }

    private static String text(Duration duration) {
        ChronoUnit largest =
                Stream.of(ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS)
                        .filter(unit -> duration.toMillis() % unit.getDuration().toMillis() == 0)
                        .filter(unit -> duration.compareTo(unit.getDuration()) >= 0)
                        .findFirst()
                        .orElse(ChronoUnit.MILLIS);
        return DurationStyle.SIMPLE.print(duration, largest);
    }

    <T> Optional<T> optional(String property, Class<T> type, String allowed, Predicate<T> valid) {
        try {
            Optional<T> value = Optional.ofNullable(binder.bind(property, type).orElse(null));
            if (value.isPresent() && !valid.test(value.get())) {
                fault(property, allowed);
                return Optional.empty();
            }
            return value;
        } catch (BindException e) {
            fault(property, allowed);
            return Optional.empty();
        }
    }

    /** One more line. */
    void fault(String line) {
        faults.add(line);
    }

    private void fault(String property, String allowed) {
        String value =
                binder.bind(property, String.class)
                        .orElse("")
                        .replaceFirst("//[^/@]*@", "//…@"); // a password in a URL
        faults.add("%s: '%s' is not allowed; allowed: %s".formatted(property, value, allowed));
    }
}
