package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.fault.Backoff;
import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.journal.KafkaFaults;
import io.panoptoupload.worker.journal.OwnershipLost;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Decides on one record after the other; none of them can stop it. A fault of Kafka is waited out,
 * however long it lasts, and costs no record anything. Whatever else goes wrong with a record is
 * tried three times; then the record becomes a dead letter.
 */
final class RecordRetries {
    private static final Logger log = LoggerFactory.getLogger(RecordRetries.class);
    private static final int MAX_TRIES = 3;
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    /** Consecutive failures that readiness does not report: a broker's restart causes a few. */
    private static final int MAX_UNREPORTED = 3;

    /** What is done with a record. */
    interface Handler {
        /** Returns when the decision on the record is durable. */
        void decide(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;

        /**
         * Returns when the dead letter of a record that cannot be decided is durable.
         *
         * @param cause what the last try met
         */
        void deadLetter(ConsumerRecord<byte[], byte[]> record, Throwable cause)
                throws InterruptedException;
    }

    private interface Attempt {
        void run() throws InterruptedException;
    }

    private final Handler handler;
    private final IntakeBreaker breaker;
    private final Duration initialPause;
    private final Backoff backoff;
    private volatile Optional<String> lastError = Optional.empty();

    /**
     * @param initialPause after Kafka's first failure; doubles from failure to failure
     */
    RecordRetries(Handler handler, IntakeBreaker breaker, Duration initialPause) {
        this.handler = handler;
        this.breaker = breaker;
        this.initialPause = initialPause;
        this.backoff = new Backoff(initialPause, MAX_PAUSE);
    }

    /** A sentence on what holds up the records now, if that has lasted. */
    Optional<String> lastError() {
        return lastError;
    }

    /**
     * Returns when the record is decided or a dead letter.
     *
     * @throws OwnershipLost when the partition now belongs to another worker
     */
    void run(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        Optional<Throwable> failure = decide(record);
        if (failure.isPresent()) {
            Optional<Duration> hold = breaker.undecided(record);
            if (hold.isPresent()) {
                hold(record, failure.get(), hold.get());
                failure = decide(record);
            }
        }
        if (failure.isPresent()) {
            Throwable cause = failure.get();
            retry(record, () -> handler.deadLetter(record, cause), RecordRetries::isNoEnd);
        } else {
            breaker.decided();
        }
        lastError = Optional.empty();
    }

    /** Returns why the record cannot be decided, if it cannot. */
    private Optional<Throwable> decide(ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                retry(record, () -> handler.decide(record), KafkaFaults::isCauseOf);
                return Optional.empty();
            } catch (RuntimeException | Error e) {
                if (!isNoEnd(e)) {
                    throw e;
                }
                if (tries == MAX_TRIES) {
                    log.error("{} could not be processed in {} tries", name(record), tries, e);
                    return Optional.of(e);
                }
                log.warn("{} could not be processed ({})", name(record), e.getClass().getName());
                TimeUnit.MILLISECONDS.sleep(initialPause.dividedBy(5).toMillis());
            }
        }
    }

    private void hold(ConsumerRecord<byte[], byte[]> record, Throwable cause, Duration time)
            throws InterruptedException {
        String held =
                "partition %d is held at offset %d until %s: the last few records could not be processed, one after the other (%s), which is more likely a fault of this worker than of all of them; it is tried again then, and by a worker that is started with another release at once"
                        .formatted(
                                record.partition(),
                                record.offset(),
                                Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS),
                                cause.getClass().getName());
        log.error(held);
        lastError = Optional.of(held);
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
        lastError = Optional.empty();
    }

    /** Tries until it succeeds, or fails with what does not pass by itself. */
    private void retry(
            ConsumerRecord<byte[], byte[]> record, Attempt attempt, Predicate<Throwable> passes)
            throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                attempt.run();
                return;
            } catch (RuntimeException | Error e) {
                if (!isNoEnd(e) || !passes.test(e)) {
                    throw e;
                }
                report(record, failures, e);
                if (failures > MAX_UNREPORTED) {
                    lastError =
                            Optional.of(
                                    "%s has failed %d times, and all later records wait; the last reason: %s"
                                            .formatted(name(record), failures, Causes.root(e)));
                }
                TimeUnit.MILLISECONDS.sleep(backoff.after(failures).toMillis());
            }
        }
    }

    /** A stack trace only once, and ever fewer lines: an outage of Kafka may last a night. */
    private static void report(
            ConsumerRecord<byte[], byte[]> record, int failures, Throwable failure) {
        if (failures == 1) {
            log.warn("{} cannot be processed yet; it is retried", name(record), failure);
        } else if (Integer.bitCount(failures) == 1) {
            log.warn(
                    "{} cannot be processed yet; failure {} ({})",
                    name(record),
                    failures,
                    failure.toString());
        }
    }

    /**
     * A lost partition belongs to the next owner. Without memory no decision can be trusted: the
     * process exits, and the next owner is careful with the record.
     */
    private static boolean isNoEnd(Throwable failure) {
        return !(failure instanceof OwnershipLost || failure instanceof OutOfMemoryError);
    }

    private static String name(ConsumerRecord<byte[], byte[]> record) {
        return "record %d-%d of the requests".formatted(record.partition(), record.offset());
    }
}
