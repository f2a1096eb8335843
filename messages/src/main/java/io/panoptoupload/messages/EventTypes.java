package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonSubTypes;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The names of the event types, taken from where Jackson takes them. */
final class EventTypes {
    private static final Map<Class<?>, String> NAMES =
            Arrays.stream(
                            Objects.requireNonNull(
                                            OutcomeEvent.class.getAnnotation(JsonSubTypes.class))
                                    .value())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    JsonSubTypes.Type::value, JsonSubTypes.Type::name));

    private EventTypes() {}

    static String nameOf(OutcomeEvent event) {
        return Objects.requireNonNull(NAMES.get(event.getClass()), event.getClass().getName());
    }
}
