package io.panoptoupload.standalone.machine;

import java.time.Duration;

/** How long to wait before a program is started again: 1 s, doubled up to a minute. */
final class RestartIntervals {
    static final Duration INITIAL = Duration.ofSeconds(1);
    static final Duration MAX = Duration.ofMinutes(1);

    private Duration next = INITIAL;

    /** The wait after a life of that length; a long life resets it. */
    Duration after(Duration life) {
        if (life.compareTo(MAX) > 0) {
            next = INITIAL;
        }
        Duration interval = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(MAX) > 0 ? MAX : doubled;
        return interval;
    }
}
