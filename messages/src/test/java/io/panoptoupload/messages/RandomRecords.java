package io.panoptoupload.messages;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Fills records with random values; nullable components are absent half of the time. */
final class RandomRecords {
    private final Random random;

    RandomRecords(long seed) {
        random = new Random(seed);
    }

    <T extends Record> T next(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components).map(this::component).toArray();
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " with " + Arrays.toString(values), e);
        }
    }

    private @Nullable Object component(RecordComponent component) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return nullable && random.nextBoolean() ? null : value(component.getGenericType());
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? IntStream.range(0, random.nextInt(3))
                            .mapToObj(i -> value(arguments[0]))
                            .toList()
                    : map(arguments[0], arguments[1]);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return next(plain.asSubclass(Record.class));
        }
        if (plain.isEnum()) {
            Object[] constants = plain.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        }
        return scalar(plain);
    }

    private Map<Object, Object> map(Type key, Type value) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            map.put(value(key), value == Object.class ? anything() : value(value));
        }
        return map;
    }

    private Object anything() {
        return switch (random.nextInt(4)) {
            case 0 -> text();
            case 1 -> random.nextInt();
            case 2 -> List.of(random.nextBoolean(), random.nextDouble());
            default -> Map.of(text(), random.nextLong() | Long.MIN_VALUE);
        };
    }

    private Object scalar(Class<?> type) {
        if (type == String.class) {
            return text();
        } else if (type == int.class || type == Integer.class) {
            return random.nextInt();
        } else if (type == long.class || type == Long.class) {
            return random.nextLong();
        } else if (type == double.class || type == Double.class) {
            return random.nextDouble(100);
        } else if (type == boolean.class || type == Boolean.class) {
            return random.nextBoolean();
        } else if (type == Duration.class) {
            return Duration.ofNanos(random.nextLong(Long.MAX_VALUE));
        } else if (type == Instant.class) {
            return instant();
        } else if (type == OffsetDateTime.class) {
            return instant().atOffset(ZoneOffset.ofTotalSeconds(60 * random.nextInt(-1080, 1081)));
        }
        throw new IllegalArgumentException("No random values for " + type);
    }

    private Instant instant() {
        // Whole minutes as well: their text is where a time loses its seconds.
        return random.nextBoolean()
                ? Instant.ofEpochSecond(60L * random.nextInt())
                : Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    }

    private String text() {
        return random.ints(random.nextInt(12), 0, 4)
                .mapToObj(kind -> List.of("a", "\"\\\u0001", "ß–", "🎓").get(kind))
                .reduce("", String::concat);
    }
}
