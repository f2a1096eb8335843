package io.panoptoupload.gateway.view;

import java.util.EnumMap;
import java.util.Map;

/** How many uploads of each kind there are; for one thread at a time. */
final class UploadCounts {
    private final Map<UploadState, Integer> byState = new EnumMap<>(UploadState.class);
    private int finished;

    void add(UploadEntry entry) {
        count(entry, 1);
    }

    void remove(UploadEntry entry) {
        count(entry, -1);
    }

    private void count(UploadEntry entry, int more) {
        byState.merge(entry.state(), more, (a, b) -> a + b == 0 ? null : a + b);
        finished += entry.state().isFinal() ? more : 0;
    }

    /** A state of which there is none is absent. */
    Map<UploadState, Integer> byState() {
        return new EnumMap<>(byState);
    }

    int finished() {
        return finished;
    }
}
