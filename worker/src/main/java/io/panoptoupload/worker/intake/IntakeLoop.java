package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.journal.OwnershipLost;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;

/**
 * Decides on the records of one partition, in order. Runs on a thread of its own, so that the
 * thread that polls never waits.
 */
abstract class IntakeLoop implements Intake {
    private static final Logger log = LoggerFactory.getLogger(IntakeLoop.class);

    private final Inbox inbox;
    private final RecordRetries retries;
    private final Thread thread;

    IntakeLoop(String name, Inbox inbox, RecordRetries retries) {
        this.inbox = inbox;
        this.retries = retries;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** Called when a record is decided. */
    abstract void decided(ConsumerRecord<byte[], byte[]> record);

    @Override
    public final void start() {
        thread.start();
    }

    @Override
    public final void stop() {
        thread.interrupt();
        inbox.close();
    }

    @Override
    public final void offer(List<ConsumerRecord<byte[], byte[]>> records) {
        inbox.offer(records);
    }

    @Override
    public boolean hasEnough() {
        return inbox.hasEnough();
    }

    @Override
    public final Optional<String> lastError() {
        return retries.lastError();
    }

    private void run() {
        try {
            while (true) {
                ConsumerRecord<byte[], byte[]> record = inbox.take();
                if (record.offset() >= position().next()) {
                    retries.run(record);
                    decided(record);
                }
            }
        } catch (InterruptedException | OwnershipLost e) {
            log.debug("{} ends", Thread.currentThread().getName());
        }
    }
}
