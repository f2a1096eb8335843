package io.panoptoupload.worker.job;

import io.panoptoupload.worker.journal.PartitionWriter;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts what an object of ours holds on to: its own objects, texts by their length. */
final class Footprint {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private long size;

    private Footprint() {}

    static long of(Object held) {
        Footprint footprint = new Footprint();
        footprint.add(held);
        return footprint.size;
    }

    private void add(@Nullable Object held) {
        if (held == null || !seen.add(held)) {
            return;
        }
        size++;
        switch (held) {
            case String text -> size += text.length();
            case Map<?, ?> map ->
                    map.forEach((key, value) -> {
                        add(key);
                        add(value);
                    });
            case Collection<?> elements -> elements.forEach(this::add);
            case Optional<?> optional -> optional.ifPresent(this::add);
            case JobPartition.Writer _, PartitionWriter.Entry _ -> {
                // What writes a partition is not held by its jobs.
            }
            default -> addFields(held);
        }
    }

    private void addFields(Object held) {
        Class<?> type = held.getClass();
        if (type.isEnum() || !type.getName().startsWith("io.panoptoupload.")) {
            return;
        }
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                add(value(field, held));
            }
        }
    }

    private static @Nullable Object value(Field field, Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
