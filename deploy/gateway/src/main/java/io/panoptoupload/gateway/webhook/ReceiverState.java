package io.panoptoupload.gateway.webhook;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * Logs why the receiver takes no events, each reason once, and that it takes them again; of one
 * that comes and goes, no more than that within a minute.
 */
final class ReceiverState {
    private static final Logger log = LoggerFactory.getLogger(ReceiverState.class);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Set<String> reasons = new HashSet<>();
    private Instant saidAt = Instant.MIN;
    private boolean away;

    ReceiverState(InstantSource clock) {
        this.clock = clock;
    }

    void isAway(String event, String why) {
        if (!away) {
            forgetUnlessRecent();
        }
        away = true;
        if (reasons.add(why)) {
            log.warn(
                    "the receiver of gateway.webhook.url could not be sent {} ({}); it is tried again until it takes it",
                    event,
                    why);
            saidAt = clock.instant();
        }
    }

    void takes() {
        away = false;
        if (!reasons.isEmpty() && forgetUnlessRecent()) {
            log.info("the receiver of gateway.webhook.url takes events again");
        }
    }

    private boolean forgetUnlessRecent() {
        boolean recent = clock.instant().isBefore(saidAt.plus(QUIET));
        if (!recent) {
            reasons.clear();
        }
        return !recent;
    }
}
