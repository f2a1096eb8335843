package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.InputPosition;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.time.Instant;
import java.util.Optional;

/** Takes in the requests of one partition. Its position is in the journal. */
final class PartitionIntake extends IntakeLoop {
    private final InputProgress progress;
    private final IntakeBackpressure backpressure;

    PartitionIntake(
            int partition,
            Inbox inbox,
            RecordRetries retries,
            InputProgress progress,
            IntakeBackpressure backpressure) {
        super("intake-" + partition, inbox, retries);
        this.progress = progress;
        this.backpressure = backpressure;
    }

    @Override
    public boolean hasEnough() {
        return backpressure.waiting().isPresent() || super.hasEnough();
    }

    @Override
    public InputPosition position() {
        return progress.position();
    }

    /** Its position, as the journal has it already. */
    @Override
    public void proveOwnership() {
        progress.write();
    }

    @Override
    public void unreadable(long offset, Instant found) {
        progress.change(position -> position.unreadableAt(offset, found));
    }

    @Override
    public void readable() {
        progress.change(InputPosition::readable);
    }

    @Override
    public Optional<IntakeBackpressure.Waiting> waiting() {
        return backpressure.waiting();
    }

    @Override
    void decided(ConsumerRecord<byte[], byte[]> record) {
        backpressure.over();
    }
}
