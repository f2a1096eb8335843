package io.panoptoupload.worker.journal;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads single records back by their offset, so that jobs that wait need not be held in memory.
 * Compaction keeps the offset of the records it keeps. One consumer, used by one thread at a time.
 */
public final class JournalReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int POLLS = 60;

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * @param consumer {@code read_committed}, without a group, {@code max.poll.records=1}
     */
    public JournalReader(String topic, Consumer<byte[], byte[]> consumer) {
        this.topic = topic;
        this.consumer = consumer;
    }

    /**
     * The value of the record at an offset.
     *
     * @throws IllegalStateException when no value stands there: somebody deleted or replaced it
     * @throws TimeoutException when Kafka does not answer within half a minute
     */
    public byte[] read(int partition, long offset) throws InterruptedException {
        TopicPartition at = new TopicPartition(topic, partition);
        lock.lockInterruptibly();
        try {
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
        } catch (org.apache.kafka.common.errors.InterruptException e) {
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException();
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            consumer.close();
        } finally {
            lock.unlock();
        }
    }
}
