package io.panoptoupload.simulator;

import java.util.EnumMap;
import java.util.Map;

/** How many requests came, by operation. */
final class RequestCounts {
    private final Map<Operation, Long> counts = new EnumMap<>(Operation.class);

    synchronized void add(Operation operation) {
        counts.merge(operation, 1L, Long::sum);
    }

    synchronized Map<Operation, Long> snapshot() {
        Map<Operation, Long> copy = new EnumMap<>(Operation.class);
        copy.putAll(counts);
        return copy;
    }

    synchronized void clear() {
        counts.clear();
    }
}
