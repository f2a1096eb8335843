package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Takes in the records of one partition of the request topic, on a thread of its own. */
public interface Intake {
    void start();

    /** Takes nothing more; what is under way may still be committed, or refused. */
    void stop();

    /** Hands over what a poll brought. */
    void offer(List<ConsumerRecord<byte[], byte[]>> records);

    /** Whether nothing more should be fetched of this partition for now. */
    boolean hasEnough();

    /**
     * The next offset to take in; everything before it is dealt with durably. Empty while that is
     * not known.
     */
    OptionalLong next();

    /**
     * Writes something where only the owner can: whoever took the partition meanwhile is noticed by
     * that.
     */
    void proveOwnership();

    /** A sentence on what keeps the partition's records from being decided, if that has lasted. */
    Optional<String> lastError();

    /** What the partition's next request waits for, while there is no room for its job. */
    default Optional<RoomWait.Waiting> waiting() {
        return Optional.empty();
    }
}
