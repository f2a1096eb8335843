package io.panoptoupload.worker.journal;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads single records back by their offset, so that jobs that wait need not be held in memory.
 * Compaction keeps the offset of the records it keeps. Several can be read at once, each by a
 * consumer of its own, so that one partition without a leader holds up no other.
 */
public final class JournalReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int POLLS = 60;
    private static final Duration CLOSING = Duration.ofMillis(500);

    private final String topic;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final int most;
    private final Semaphore free;
    private final Queue<Consumer<byte[], byte[]>> idle = new ConcurrentLinkedQueue<>();

    /**
     * @param consumers new ones, {@code read_committed}, without a group, {@code
     *     max.poll.records=1}
     * @param most records that are read at once; so many consumers are made when they are needed
     */
    public JournalReader(String topic, Supplier<Consumer<byte[], byte[]>> consumers, int most) {
        this.topic = topic;
        this.consumers = consumers;
        this.most = most;
        this.free = new Semaphore(most, true);
    }

    /**
     * The value of the record at an offset.
     *
     * @throws IllegalStateException when no value stands there: somebody deleted or replaced it
     * @throws TimeoutException when Kafka does not answer within half a minute
     */
    public byte[] read(int partition, long offset) throws InterruptedException {
        TopicPartition at = new TopicPartition(topic, partition);
        free.acquire();
        try {
            Consumer<byte[], byte[]> consumer =
                    Objects.requireNonNullElseGet(idle.poll(), consumers);
            try {
                return read(consumer, at, offset);
            } finally {
                idle.add(consumer);
            }
        } catch (InterruptException e) {
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException();
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            free.release();
        }
    }

    private static byte[] read(Consumer<byte[], byte[]> consumer, TopicPartition at, long offset)
            throws InterruptedException {
        consumer.assign(List.of(at));
        consumer.seek(at, offset);
        for (int i = 0; i < POLLS; i++) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                if (each.offset() != offset || each.value() == null) {
                    throw new IllegalStateException(
                            "no journal record at " + at + " offset " + offset);
                }
                return each.value();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        throw new TimeoutException("no answer for " + at + " offset " + offset);
    }

    /** Waits a second for what is being read. */
    @Override
    public void close() {
        try {
            boolean _ = free.tryAcquire(most, 1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        idle.forEach(consumer -> consumer.close(CloseOptions.timeout(CLOSING)));
    }
}
