package io.panoptoupload.messages;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What stands in the records where the JSON has nothing, or a {@code null}. */
final class Absent {
    private Absent() {}

    static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** A {@code null} among the elements counts as absent, as a {@code null} field does. */
    static <T> List<T> list(@Nullable List<T> value) {
        return value == null ? List.of() : value.stream().filter(Objects::nonNull).toList();
    }

    /** Keeps order and {@code null} values, which are legal in {@code extensions}. */
    static Map<String, Object> map(@Nullable Map<String, Object> value) {
        return value == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(value));
    }

    /** In the order in which the stages happen. */
    static Map<Stage, Duration> durations(@Nullable Map<Stage, Duration> value) {
        return value == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(value));
    }
}
