package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.InputPosition;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Takes in a partition that the journal has no counterpart of, because the request topic got more
 * partitions later: everything in it goes to its home. Its position is the group's committed
 * offset.
 */
final class ForwardingIntake extends IntakeLoop {
    private final long rereadUntil;
    private volatile long next;
    private volatile String unreadable = "";

    /**
     * @param next offset of the first record to forward
     * @param rereadUntil offset before which records may have been forwarded once before
     */
    ForwardingIntake(
            int partition, long next, long rereadUntil, RecordRetries retries, Inbox inbox) {
        super("forward-" + partition, inbox, retries);
        this.next = next;
        this.rereadUntil = rereadUntil;
    }

    @Override
    public OptionalLong next() {
        return OptionalLong.of(next);
    }

    @Override
    public void unreadable(long offset, Instant found) {
        unreadable = new InputPosition.Unreadable(found, offset).note();
    }

    @Override
    public void readable() {
        unreadable = "";
    }

    @Override
    public String note() {
        return (next < rereadUntil ? " reread " + rereadUntil : "") + unreadable;
    }

    /** A partition without a counterpart in the journal has no exclusive owner. */
    @Override
    public void proveOwnership() {}

    @Override
    void decided(ConsumerRecord<byte[], byte[]> record) {
        next = record.offset() + 1;
    }
}
