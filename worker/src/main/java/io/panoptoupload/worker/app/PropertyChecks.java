package io.panoptoupload.worker.app;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.convert.DurationStyle;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Judges single properties and gathers a {@link PropertyFault} for each that is not allowed. */
final class PropertyChecks {
    static final Duration FOREVER = Duration.ofDays(36500);

    private final Binder binder;
    private final List<PropertyFault> faults = new ArrayList<>();

    PropertyChecks(Binder binder) {
        this.binder = binder;
    }

    /**
     * @throws ConfigurationFault if there is any fault
     */
    void throwIfFaulty() {
        if (!faults.isEmpty()) {
            throw ConfigurationFault.of(faults);
        }
    }

    /** Required, and free of what is not part of a secret. */
    void secret(String property, String allowed) {
        required(property, allowed)
                .flatMap(SecretText::fault)
                .ifPresent(fault -> fault(property, fault));
    }

    /** The bundle that a property names has to be configured; an empty name is none. */
    void sslBundle(String property) {
        optional(property, String.class, "", _ -> true)
                .filter(name -> !name.isBlank())
                .filter(name -> !isBundle("pem", name) && !isBundle("jks", name))
                .ifPresent(name ->
                        fault(
                                new PropertyFault(
                                        "%s: '%s' is not configured; allowed: the name of a bundle below spring.ssl.bundle.pem or .jks"
                                                .formatted(property, name),
                                        "set: " + PropertyRemedies.trust(name))));
    }

    private boolean isBundle(String kind, String name) {
        return binder.bind(
                        "spring.ssl.bundle." + kind + key(name),
                        Bindable.mapOf(String.class, Object.class))
                .isBound();
    }

    Optional<String> required(String property, String allowed) {
        Optional<String> value =
                Optional.ofNullable(binder.bind(property, String.class).orElse(null))
                        .filter(text -> !text.isBlank());
        if (value.isEmpty()) {
            fault(property, "is missing; allowed: " + allowed);
        } else if (value.get().startsWith("${")) {
            fault(property, "is a placeholder that nothing fills; allowed: " + allowed);
            return Optional.empty();
        }
        return value;
    }

    void number(String property, int min, int max) {
        optional(
                property,
                Integer.class,
                min + " to " + max,
                number -> number >= min && number <= max);
    }

    void duration(String property, Duration min, Duration max) {
        optional(
                property,
                Duration.class,
                "a duration such as 5s, 10m or 24h, from "
                        + text(min)
                        + (max.equals(FOREVER) ? "" : " to " + text(max)),
                d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0);
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
                notAllowed(property, allowed);
                return Optional.empty();
            }
            return value;
        } catch (BindException e) {
            notAllowed(property, allowed);
            return Optional.empty();
        }
    }

    /** A fault that another value of the same property remedies. */
    void fault(String property, String words) {
        fault(
                new PropertyFault(
                        property + ": " + words, "set: " + PropertyRemedies.example(property)));
    }

    void fault(PropertyFault fault) {
        faults.add(fault);
    }

    private void notAllowed(String property, String allowed) {
        String value =
                binder.bind(property, String.class)
                        .orElse("")
                        .replaceFirst("//[^/@]*@", "//…@"); // a password in a URL
        fault(property, "'%s' is not allowed; allowed: %s".formatted(value, allowed));
    }

    /** A site's name may have capitals and dots; Spring takes them only in brackets. */
    static String key(String name) {
        return ConfigurationPropertyName.isValid(name) && !name.contains(".")
                ? "." + name
                : "[" + name + "]";
    }
}
