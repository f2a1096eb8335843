package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Takes in a partition that the journal has no counterpart of, because the request topic got more
 * partitions later: everything in it goes to its home. Its position is the group's committed
 * offset.
 */
final class ForwardingIntake implements Intake {
    private static final Logger log = LoggerFactory.getLogger(ForwardingIntake.class);
    private static final int ENOUGH_WAITING = 100;

    /** Deals with one record; returns when that is durable. */
    interface Forwarding {
        void forward(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;
    }

    private final Forwarding forwarding;
    private final BlockingQueue<ConsumerRecord<byte[], byte[]>> inbox = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile long next;

    ForwardingIntake(int partition, Forwarding forwarding, long next) {
        this.forwarding = forwarding;
        this.next = next;
        this.thread = Thread.ofVirtual().name("forward-" + partition).unstarted(this::run);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop() {
        thread.interrupt();
    }

    @Override
    public void offer(List<ConsumerRecord<byte[], byte[]>> records) {
        inbox.addAll(records);
    }

    @Override
    public boolean hasEnough() {
        return inbox.size() >= ENOUGH_WAITING;
    }

    @Override
    public long next() {
        return next;
    }

    private void run() {
        try {
            while (true) {
                ConsumerRecord<byte[], byte[]> record = inbox.take();
                while (record.offset() >= next) {
                    try {
                        forwarding.forward(record);
                        next = record.offset() + 1;
                    } catch (KafkaException e) {
                        log.warn("a request could not be forwarded yet: {}", e.toString());
                        TimeUnit.SECONDS.sleep(1);
                    }
                }
            }
        } catch (InterruptedException e) {
            log.debug("forwarding ends");
        }
    }
}
