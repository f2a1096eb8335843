package io.panoptoupload.gateway.view;

import io.panoptoupload.worker.job.InputPosition;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How far requests are taken in, as the journal's partitions say. */
public final class Positions {
    private final Map<Integer, InputPosition> byPartition = new ConcurrentHashMap<>();

    /** Null for a partition that no worker has opened yet. */
    public @Nullable InputPosition of(int partition) {
        return byPartition.get(partition);
    }

    void put(int partition, InputPosition position) {
        byPartition.put(partition, position);
    }

    void clear() {
        byPartition.clear();
    }
}
