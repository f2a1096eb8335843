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
    private volatile long next;
    private volatile String note = "";

    /**
     * @param next offset of the first record to forward
     */
    ForwardingIntake(int partition, long next, RecordRetries retries, Inbox inbox) {
        super("forward-" + partition, inbox, retries);
        this.next = next;
    }

    @Override
    public OptionalLong next() {
        return OptionalLong.of(next);
    }

    @Override
    public void unreadable(long offset, Instant found) {
        note = new InputPosition.Unreadable(found, offset).note();
    }

    @Override
    public void readable() {
        note = "";
    }

    @Override
    public String note() {
        return note;
    }

    /** A partition without a counterpart in the journal has no exclusive owner. */
    @Override
    public void proveOwnership() {}

    @Override
    void decided(ConsumerRecord<byte[], byte[]> record) {
        next = record.offset() + 1;
    }
}
