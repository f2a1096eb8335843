package io.panoptoupload.worker.operator;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is known of requests, by their ids; of so many that were added last. */
final class LatestById<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;

    private final int max;

    LatestById(int max) {
        this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > max;
    }
}
