package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.journal.OwnershipLost;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes in the requests of one partition, in order. Runs on a thread of its own, so that the thread
 * that polls never waits.
 */
final class PartitionIntake implements Intake {
    private static final Logger log = LoggerFactory.getLogger(PartitionIntake.class);

    private final Inbox inbox;
    private final RecordRetries retries;
    private final InputProgress progress;
    private final RoomWait room;
    private final Thread thread;

    PartitionIntake(
            int partition,
            Inbox inbox,
            RecordRetries retries,
            InputProgress progress,
            RoomWait room) {
        this.inbox = inbox;
        this.retries = retries;
        this.progress = progress;
        this.room = room;
        this.thread = Thread.ofVirtual().name("intake-" + partition).unstarted(this::run);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop() {
        thread.interrupt();
        inbox.close();
    }

    @Override
    public void offer(List<ConsumerRecord<byte[], byte[]>> records) {
        inbox.offer(records);
    }

    @Override
    public boolean hasEnough() {
        return room.waiting().isPresent() || inbox.hasEnough();
    }

    @Override
    public OptionalLong next() {
        return OptionalLong.of(progress.next());
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
    public Optional<String> lastError() {
        return retries.lastError();
    }

    @Override
    public Optional<RoomWait.Waiting> waiting() {
        return room.waiting();
    }

    private void run() {
        try {
            while (true) {
                ConsumerRecord<byte[], byte[]> record = inbox.take();
                if (record.offset() >= progress.next()) {
                    retries.run(record);
                    room.over();
                }
            }
        } catch (InterruptedException | OwnershipLost e) {
            log.debug("{} ends", Thread.currentThread().getName());
        }
    }
}
