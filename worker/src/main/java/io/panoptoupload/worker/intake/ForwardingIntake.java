package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.InputPosition;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Takes in a partition that the journal has no counterpart of, because the request topic got more
 * partitions later: everything in it goes to its home. Its position is the group's committed
 * offset.
 */
final class ForwardingIntake extends IntakeLoop {
    private final AtomicReference<InputPosition> position;

    /**
     * @param start of the first record to forward
     */
    ForwardingIntake(int partition, InputPosition start, RecordRetries retries, Inbox inbox) {
        super("forward-" + partition, inbox, retries);
        this.position = new AtomicReference<>(start);
    }

    @Override
    public InputPosition position() {
        return position.get();
    }

    @Override
    public void unreadable(long offset, Instant found) {
        position.updateAndGet(at -> at.unreadableAt(offset, found));
    }

    @Override
    public void readable() {
        position.updateAndGet(InputPosition::readable);
    }

    /** A partition without a counterpart in the journal has no exclusive owner. */
    @Override
    public void proveOwnership() {}

    @Override
    void decided(ConsumerRecord<byte[], byte[]> record) {
        position.updateAndGet(at -> at.after(record.offset(), record.leaderEpoch().orElse(null)));
    }
}
