package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Holds a partition in which one record after the other cannot be decided: that is more likely a
 * fault of the worker than of all their senders, and a bad release must not turn a backlog into
 * dead letters. The same content over and over again is one fault of one sender, and holds nothing.
 */
final class Brake {
    /** So many different records in a row become dead letters at once. */
    private static final int MAX_AT_ONCE = 2;

    private static final Duration MAX_HOLD = Duration.ofHours(1);

    private final Duration initialHold;
    private final Set<Integer> row = new HashSet<>();
    private Duration nextHold;

    /**
     * @param initialHold doubles from record to record, up to an hour
     */
    Brake(Duration initialHold) {
        this.initialHold = initialHold;
        this.nextHold = initialHold;
    }

    /** A record was decided: whatever could not be before it was an exception. */
    void decided() {
        row.clear();
        nextHold = initialHold;
    }

    /**
     * A record could not be decided.
     *
     * @return how long to wait before it is tried once more; empty if it may be a dead letter
     */
    Optional<Duration> undecided(ConsumerRecord<byte[], byte[]> record) {
        if (!row.add(Arrays.hashCode(record.value())) || row.size() <= MAX_AT_ONCE) {
            return Optional.empty();
        }
        Duration hold = nextHold;
        Duration twice = hold.multipliedBy(2);
        nextHold = twice.compareTo(MAX_HOLD) < 0 ? twice : MAX_HOLD;
        return Optional.of(hold);
    }
}
