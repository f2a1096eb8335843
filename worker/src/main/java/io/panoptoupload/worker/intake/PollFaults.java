package io.panoptoupload.worker.intake;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Polls that throw: a pause after each, and one line in the log for each fault, however often polls
 * end well in between.
 */
final class PollFaults {
    private static final Logger log = LoggerFactory.getLogger(PollFaults.class);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);
    private static final Duration RECOVERED = Duration.ofMinutes(1);
    private static final int MAX_REPORTED = 20;

    private final Duration initialPause;
    private final InstantSource clock;
    private final Set<String> reported = new HashSet<>();
    private Instant failedAt = Instant.MIN;
    private Duration pause;
    private volatile Optional<String> lastError = Optional.empty();

    /**
     * @param initialPause after the first of several polls that throw; doubles up to five seconds
     */
    PollFaults(Duration initialPause, InstantSource clock) {
        this.initialPause = initialPause;
        this.clock = clock;
        this.pause = initialPause;
    }

    /** A sentence on what polls throw, while they do. */
    Optional<String> lastError() {
        return lastError;
    }

    void polled() {
        lastError = Optional.empty();
        if (!reported.isEmpty() && failedAt.plus(RECOVERED).isBefore(clock.instant())) {
            log.info("polls end well again");
            reported.clear();
            pause = initialPause;
        }
    }

    /** Whether the listener container has to deal with it itself. */
    static boolean isForContainer(RuntimeException fault) {
        return fault instanceof WakeupException
                || fault instanceof InterruptException
                || fault instanceof FencedInstanceIdException;
    }

    /** Waits a while. */
    void failed(RuntimeException fault) {
        failedAt = clock.instant();
        lastError = Optional.of(sentence(fault));
        // Numbers in it, such as an offset or a count, do not make it another fault.
        String kind = fault.toString().replaceAll("[0-9]+", "#");
        if (reported.size() < MAX_REPORTED && reported.add(kind)) {
            log.error("{}; polled again after a pause", lastError.get(), fault);
        }
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(MAX_PAUSE) < 0 ? twice : MAX_PAUSE;
    }

    private static String sentence(RuntimeException fault) {
        if (fault instanceof AuthenticationException) {
            return "Kafka refuses this worker's credentials (%s); check the spring.kafka.* security settings"
                    .formatted(fault.getMessage());
        }
        if (fault instanceof AuthorizationException) {
            return "Kafka does not let this worker read its requests (%s); grant its principal the rights"
                            .formatted(fault.getMessage())
                    + " on topics and group";
        }
        return "polls of the request topic fail: " + fault;
    }
}
