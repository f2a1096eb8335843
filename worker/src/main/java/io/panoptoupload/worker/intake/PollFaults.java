package io.panoptoupload.worker.intake;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Polls that throw: a pause after each, and one line in the log for each fault. */
final class PollFaults {
    private static final Logger log = LoggerFactory.getLogger(PollFaults.class);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

    private final Duration initialPause;
    private Duration pause;
    private volatile Optional<String> lastError = Optional.empty();

    /**
     * @param initialPause after the first of several polls in a row that throw
     */
    PollFaults(Duration initialPause) {
        this.initialPause = initialPause;
        this.pause = initialPause;
    }

    /** A sentence on what polls throw, while they do. */
    Optional<String> lastError() {
        return lastError;
    }

    void polled() {
        if (lastError.isPresent()) {
            log.info("polls end well again");
            lastError = Optional.empty();
            pause = initialPause;
        }
    }

    /** Waits a while; throws what the listener container has to deal with itself. */
    void failed(RuntimeException fault) {
        if (fault instanceof WakeupException
                || fault instanceof InterruptException
                || fault instanceof AuthenticationException
                || fault instanceof AuthorizationException
                || fault instanceof FencedInstanceIdException) {
            throw fault;
        }
        Optional<String> error = Optional.of("polls of the request topic fail: " + fault);
        if (!error.equals(lastError)) {
            log.error("a poll failed; it is tried again after a pause", fault);
        }
        lastError = error;
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(MAX_PAUSE) < 0 ? twice : MAX_PAUSE;
    }
}
