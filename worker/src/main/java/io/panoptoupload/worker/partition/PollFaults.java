package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.fault.Backoff;
import io.panoptoupload.worker.fault.Causes;

import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Handles polls that throw: a pause after each, and one log line for each fault, even if polls
 * succeed in between.
 */
public final class PollFaults {
    private static final Logger log = LoggerFactory.getLogger(PollFaults.class);

    /** The longest pause after a poll that throws; the only one after one that is refused. */
    static final Duration MAX_PAUSE = Duration.ofSeconds(5);

    private static final Duration RECOVERED = Duration.ofMinutes(1);
    private static final int MAX_REPORTED = 20;

    private final Backoff backoff;
    private final InstantSource clock;
    private final Set<String> reported = new HashSet<>();
    private Instant failedAt = Instant.MIN;
    private int failures;
    private volatile Optional<String> lastError = Optional.empty();

    /**
     * Without a fault yet.
     *
     * @param initialPause after the first of several polls that throw; doubles up to five seconds
     */
    public PollFaults(Duration initialPause, InstantSource clock) {
        this.backoff = new Backoff(initialPause, MAX_PAUSE);
        this.clock = clock;
    }

    /** A sentence on what polls throw, while they do. */
    Optional<String> lastError() {
        return lastError;
    }

    void polled() {
        lastError = Optional.empty();
        if (!reported.isEmpty() && failedAt.plus(RECOVERED).isBefore(clock.instant())) {
            log.info("polls succeed again");
            reported.clear();
            failures = 0;
        }
    }

    /** Whether a poll ended on purpose, or ends the consumer: that is the container's business. */
    static boolean isForContainer(RuntimeException fault) {
        return fault instanceof WakeupException
                || fault instanceof InterruptException
                || fault instanceof FencedInstanceIdException;
    }

    /** A poll threw; waits a while. */
    void failed(Exception fault) {
        failed("polls of the request topic fail: ", fault);
    }

    /** This worker's own work before a poll threw; waits a while. */
    void failedBefore(RuntimeException fault) {
        if (!isForContainer(fault)) {
            failed("the work before polls of the request topic fails: ", fault);
        }
    }

    private void failed(String what, Exception fault) {
        String sentence = what + fault;
        if (isNew(Causes.withoutNumbers(sentence), sentence)) {
            log.error("{}; polled again after a pause", sentence, fault);
        }
        failures++;
        try {
            TimeUnit.MILLISECONDS.sleep(backoff.after(failures).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Kafka refused a poll. Its own words are in the container's line in the log; the container
     * pauses, too.
     */
    void refused(ConsumerRetryAuthEvent.Reason reason) {
        String sentence =
                switch (reason) {
                    case AUTHENTICATION ->
                            "Kafka refuses this worker's credentials; check the spring.kafka.*"
                                    + " security settings";
                    case AUTHORIZATION ->
                            "Kafka does not let this worker read its requests; panopto-upload check"
                                    + " names the permission that is missing";
                };
        if (isNew(sentence, sentence)) {
            log.error("{}; polled again after a pause", sentence);
        }
    }

    private boolean isNew(String kind, String sentence) {
        failedAt = clock.instant();
        lastError = Optional.of(sentence);
        return reported.size() < MAX_REPORTED && reported.add(kind);
    }
}
