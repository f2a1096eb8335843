package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes in a partition that the journal has no counterpart of, because the request topic got more
 * partitions later: everything in it goes to its home. Its position is the group's committed
 * offset.
 */
final class ForwardingIntake implements Intake {
    private static final Logger log = LoggerFactory.getLogger(ForwardingIntake.class);

    private final Inbox inbox;
    private final RecordRetries retries;
    private final Thread thread;
    private volatile long next;

    /**
     * @param next offset of the first record to forward
     */
    ForwardingIntake(int partition, long next, RecordRetries retries, Inbox inbox) {
        this.next = next;
        this.inbox = inbox;
        this.retries = retries;
        this.thread = Thread.ofVirtual().name("forward-" + partition).unstarted(this::run);
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
        return inbox.hasEnough();
    }

    @Override
    public OptionalLong next() {
        return OptionalLong.of(next);
    }

    /** A partition without a counterpart in the journal has no exclusive owner. */
    @Override
    public void proveOwnership() {}

    @Override
    public Optional<String> lastError() {
        return retries.lastError();
    }

    private void run() {
        try {
            while (true) {
                ConsumerRecord<byte[], byte[]> record = inbox.take();
                if (record.offset() >= next) {
                    retries.run(record);
                    next = record.offset() + 1;
                }
            }
        } catch (InterruptedException e) {
            log.debug("forwarding ends");
        }
    }
}
