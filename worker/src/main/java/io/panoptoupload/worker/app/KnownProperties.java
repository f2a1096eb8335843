package io.panoptoupload.worker.app;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The names below {@code panopto.} and {@code worker.}, as the records have them that Spring binds,
 * so that one that is mistyped does not leave a default in force without a word.
 *
 * <p>Environment variables may belong to other programs. They are faults only where they resemble a
 * known name, and never where Kubernetes sets them for a service ({@code WORKER_PORT}).
 */
final class KnownProperties {
    /** Stands for a name that the site chooses. */
    static final String ANY = "NAME";

    private static final Pattern OF_A_KUBERNETES_SERVICE =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_.+)?)");

    /** The default of each; empty if it has none. */
    private static final Map<String, Optional<String>> DEFAULTS = defaults();

    private static final List<String> NAMES = List.copyOf(DEFAULTS.keySet());

    private KnownProperties() {}

    /** All names, {@link #ANY} in place of what a site chooses. */
    static List<String> names() {
        return NAMES;
    }

    /** The default of a property; empty if it has none, or none of its own. */
    static Optional<String> defaultOf(String name) {
        return DEFAULTS.getOrDefault(name, Optional.empty());
    }

    /** One for each name that is not known, by name. */
    static List<PropertyFault> faults(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream()
                .flatMap(KnownProperties::unknown)
                .distinct()
                .sorted()
                .map(name -> fault(name, environment.getProperty(name)))
                .toList();
    }

    private static Stream<String> unknown(PropertySource<?> source) {
        if (source instanceof SystemEnvironmentPropertySource variables) {
            return Arrays.stream(variables.getPropertyNames())
                    .filter(name -> !OF_A_KUBERNETES_SERVICE.matcher(name).matches())
                    .filter(name -> isOurs(name.toLowerCase(Locale.ROOT), "_"))
                    .filter(name ->
                            NAMES.stream().noneMatch(known -> matches(flat(known), flat(name))))
                    .filter(KnownProperties::isTypingError);
        }
        return ConfigurationPropertySource.from(source)
                        instanceof IterableConfigurationPropertySource properties
                ? properties.stream()
                        .filter(name -> isOurs(name.toString(), "."))
                        .filter(name ->
                                NAMES.stream().noneMatch(known -> matches(known, uniform(name))))
                        .map(ConfigurationPropertyName::toString)
                : Stream.empty();
    }

    private static boolean isOurs(String name, String separator) {
        return name.startsWith("worker" + separator) || name.startsWith("panopto" + separator);
    }

    private static boolean matches(String known, String name) {
        String pattern = known.replace("-", "").replace(".", "\\.").replace(ANY, "[^.]+");
        return Pattern.matches(pattern, name);
    }

    /** Without dashes and capitals, and without the index of an element of a list. */
    private static String uniform(ConfigurationPropertyName name) {
        return IntStream.range(0, name.getNumberOfElements())
                .filter(i -> !name.isNumericIndex(i))
                .mapToObj(i -> name.getElement(i, Form.UNIFORM).replace('.', '_'))
                .reduce((a, b) -> a + "." + b)
                .orElse("");
    }

    private static String flat(String name) {
        return name.contains(ANY)
                ? flat(name.replace(ANY, "\0")).replace("\0", ANY)
                : name.toLowerCase(Locale.ROOT).replaceAll("_\\d+(?=_|$)|[._-]", "");
    }

    private static PropertyFault fault(String name, @Nullable String value) {
        String nearest = nearest(name);
        return new PropertyFault(
                name + ": is not known; the nearest that is: " + nearest,
                "set instead: "
                        + PropertyRemedies.instead(
                                named(nearest, name), isTypingError(name) ? value : null));
    }

    /**
     * Whether a name that is not known resembles one that is: one error in four letters behind the
     * prefix, to allow for short words.
     */
    private static boolean isTypingError(String name) {
        int letters = flat(name).replaceFirst("^(worker|panopto)", "").length();
        return errors(flat(name), flat(nearest(name))) <= Math.min(2, (letters + 1) / 4);
    }

    /** A known name with the part of another one where it has {@link #ANY}. */
    private static String named(String known, String other) {
        String[] parts = known.split("\\.", -1);
        String[] given = other.split("\\.", -1);
        for (int i = 0; i < Math.min(parts.length, given.length); i++) {
            if (parts[i].equals(ANY)) {
                parts[i] = given[i];
            }
        }
        return String.join(".", parts);
    }

    private static String nearest(String name) {
        return NAMES.stream()
                .min(Comparator.comparingInt(known -> errors(flat(name), flat(known))))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    private static int errors(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static Map<String, Optional<String>> defaults() {
        Map<String, Optional<String>> found = new LinkedHashMap<>();
        for (Class<?> root : List.of(PanoptoProperties.class, WorkerProperties.class)) {
            add(root.getAnnotation(ConfigurationProperties.class).value(), root, null, found);
        }
        return found;
    }

    private static void add(
            String name,
            Type type,
            @Nullable DefaultValue given,
            Map<String, Optional<String>> found) {
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            add(name + "." + ANY, map.getActualTypeArguments()[1], null, found);
        } else if (type instanceof Class<?> owner && owner.isRecord()) {
            RecordComponent[] components = owner.getRecordComponents();
            // Of its parameters: the annotation is not kept with the components.
            Parameter[] parameters = owner.getDeclaredConstructors()[0].getParameters();
            for (int i = 0; i < components.length; i++) {
                add(
                        name + "." + dashed(components[i]),
                        components[i].getGenericType(),
                        parameters[i].getAnnotation(DefaultValue.class),
                        found);
            }
        } else {
            found.put(
                    name,
                    Optional.ofNullable(given)
                            .map(DefaultValue::value)
                            .flatMap(KnownProperties::first));
        }
    }

    private static Optional<String> first(String[] values) {
        return Arrays.stream(values).findFirst();
    }

    private static String dashed(RecordComponent component) {
        return component.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
