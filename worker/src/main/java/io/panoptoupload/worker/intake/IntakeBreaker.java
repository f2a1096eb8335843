package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.fault.Backoff;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Holds a partition in which one record after the other cannot be decided on: that is more likely a
 * fault of the worker than of all their senders, and a bad release must not turn a backlog into
 * dead letters. The same content over and over again is one fault of one sender, and holds nothing.
 */
final class IntakeBreaker {
    /** How many different records in a row become dead letters without a hold. */
    private static final int MAX_AT_ONCE = 2;

    private static final Duration MAX_HOLD = Duration.ofHours(1);

    private final Backoff backoff;
    private final Set<Integer> row = new HashSet<>();
    private int holds;

    /**
     * @param initialHold doubles from record to record, up to an hour
     */
    IntakeBreaker(Duration initialHold) {
        this.backoff = new Backoff(initialHold, MAX_HOLD);
    }

    /** A record was decided on: those before it that could not be were exceptions. */
    void decided() {
        row.clear();
        holds = 0;
    }

    /**
     * A record could not be decided on.
     *
     * @return how long to wait before it is tried once more; empty if it may be a dead letter
     */
    Optional<Duration> undecided(ConsumerRecord<byte[], byte[]> record) {
        if (!row.add(Arrays.hashCode(record.value())) || row.size() <= MAX_AT_ONCE) {
            return Optional.empty();
        }
        holds++;
        return Optional.of(backoff.after(holds));
    }
}
