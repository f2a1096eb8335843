package io.panoptoupload.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Panopto's limits on REST calls: 5 a second, 100 a minute, 5,000 an hour, over sliding windows.
 */
final class RateLimits {
    private static final List<Limit> LIMITS =
            List.of(
                    new Limit(5, Duration.ofSeconds(1)),
                    new Limit(100, Duration.ofMinutes(1)),
                    new Limit(5000, Duration.ofHours(1)));

    private final InstantSource clock;
    private final Map<Key, Deque<Instant>> calls = new HashMap<>();

    RateLimits(InstantSource clock) {
        this.clock = clock;
    }

    private record Limit(int calls, Duration window) {}

    private record Key(String endpoint, String client) {}

    /** Counts a call, or says how long to wait; calls that were refused do not count. */
    synchronized Duration take(String endpoint, String client) {
        Instant now = clock.instant();
        Deque<Instant> past =
                calls.computeIfAbsent(new Key(endpoint, client), key -> new ArrayDeque<>());
        Duration wait = Duration.ZERO;
        for (Limit limit : LIMITS) {
            Duration needed = wait(limit, past, now);
            wait = needed.compareTo(wait) > 0 ? needed : wait;
        }
        if (wait.isZero()) {
            past.addFirst(now);
            if (past.size() > 5000) {
                past.removeLast();
            }
        }
        return wait;
    }

    private static Duration wait(Limit limit, Deque<Instant> newestFirst, Instant now) {
        if (newestFirst.size() < limit.calls()) {
            return Duration.ZERO;
        }
        Iterator<Instant> calls = newestFirst.iterator();
        Instant oldestThatCounts = calls.next();
        for (int i = 1; i < limit.calls(); i++) {
            oldestThatCounts = calls.next();
        }
        Duration wait = Duration.between(now, oldestThatCounts.plus(limit.window()));
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
