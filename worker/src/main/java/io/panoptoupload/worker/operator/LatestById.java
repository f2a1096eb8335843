package io.panoptoupload.worker.operator;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is known of requests, by their ids; of the 1000 that were added last. */
final class LatestById<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;
    private static final int MAX_REMEMBERED = 1000;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MAX_REMEMBERED;
    }
}
