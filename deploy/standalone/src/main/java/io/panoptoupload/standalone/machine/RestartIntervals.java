package io.panoptoupload.standalone.machine;

import java.time.Duration;

/** How long to wait before a program is started again: 1 s, doubled up to a minute. */
final class RestartIntervals {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /** The wait after a life of that length; a long life resets it. */
    Duration after(Duration life) {
        if (life.compareTo(LONGEST) > 0) {
            next = FIRST;
        }
        Duration interval = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return interval;
    }
}
