package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Waits until a lecture is no longer being written: the sizes and times of its files, and which
 * files there are, have stayed the same for a while by this process's own clock. That of a file
 * server may be wrong.
 */
final class SettleTracker {
    private final Duration settle;
    private final Map<Path, Rest> rests = new HashMap<>();

    private @Nullable Instant firstLook;

    private record Rest(Map<Path, FolderScan.Stamp> stamps, Instant since) {}

    SettleTracker(Duration settle) {
        this.settle = settle;
    }

    /** Whether what lay there at the first look, and has not changed since, is at rest. */
    boolean isOver(Instant now) {
        return firstLook != null && !now.isBefore(firstLook.plus(settle));
    }

    /** Those that are at rest, of those that are there. */
    List<FolderScan.Seen> atRest(List<FolderScan.Seen> seen, Instant now) {
        if (firstLook == null) {
            firstLook = now;
        }
        Map<Path, Rest> before = new HashMap<>(rests);
        rests.clear();
        List<FolderScan.Seen> rested = new ArrayList<>();
        for (FolderScan.Seen each : seen) {
            Path key = each.lecture().files().files().getFirst();
            @Nullable Rest known = before.get(key);
            Rest rest =
                    known != null && known.stamps().equals(each.stamps())
                            ? known
                            : new Rest(each.stamps(), now);
            rests.put(key, rest);
            if (!now.isBefore(rest.since().plus(settle))) {
                rested.add(each);
            }
        }
        return rested;
    }
}
