package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.InputPosition;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes in the records of one partition of the request topic, on a thread of its own. */
public interface Intake {
    void start();

    /** Takes nothing more; what is under way may still be committed, or rejected. */
    void stop();

    /** Hands over the records of a poll. */
    void offer(List<ConsumerRecord<byte[], byte[]>> records);

    /** Whether nothing more should be fetched of this partition for now. */
    boolean hasEnough();

    /** Where it goes on; everything before that is durably decided. */
    InputPosition position();

    /**
     * Writes a record that only the owner can write, which shows whether another worker has taken
     * the partition.
     */
    void proveOwnership();

    /** Has it recorded that nothing can be read at an offset, nor behind it; does not wait. */
    default void unreadable(long offset, Instant found) {}

    /** Has it recorded that all can be read again; does not wait. */
    default void readable() {}

    /** A sentence on what keeps the partition's records from being decided, if that has lasted. */
    Optional<String> lastError();

    /** What the partition's next request waits for, while there is no room for its job. */
    default Optional<IntakeBackpressure.Waiting> waiting() {
        return Optional.empty();
    }
}
