package io.panoptoupload.worker.journal;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Reads single records back by their offset, so that jobs that wait need not be held in memory.
 * Compaction keeps the offset of the records it keeps. Several can be read at once, each by a
 * consumer of its own, so that one partition without a leader holds up no other.
 */
public final class JournalReader implements JournalRecords, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int POLLS = 60;
    private static final Duration CLOSING = Duration.ofMillis(500);
    private static final Duration SEARCH = Duration.ofMinutes(5);
    private static final Logger log = LoggerFactory.getLogger(JournalReader.class);

    /** Reads a whole partition; {@link JournalScan} does. */
    public interface Search {
        long read(TopicPartition partition, Duration limit, JournalScan.Visitor visitor)
                throws InterruptedException;
    }

    private final String topic;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final int max;
    private final Search search;
    private final Semaphore free;
    private final Queue<Consumer<byte[], byte[]>> idle = new ConcurrentLinkedQueue<>();

    /**
     * @param consumers new ones, {@code read_committed}, without a group, {@code
     *     max.poll.records=1}
     * @param max records that are read at once; so many consumers are made when they are needed
     * @param search for what is not where it should be
     */
    public JournalReader(
            String topic, Supplier<Consumer<byte[], byte[]>> consumers, int max, Search search) {
        this.topic = topic;
        this.consumers = consumers;
        this.max = max;
        this.search = search;
        this.free = new Semaphore(max, true);
    }

    /**
     * The value of the record at an offset.
     *
     * @throws IllegalStateException when there is no value: the record was deleted or replaced
     * @throws UnreadableJournal when what stands there was damaged
     * @throws TimeoutException when Kafka does not respond within half a minute
     */
    @Override
    public byte[] read(int partition, long offset) throws InterruptedException {
        return readAt(partition, offset)
                .map(ConsumerRecord::value)
                .orElseThrow(() ->
                        new IllegalStateException(
                                "no journal record at %s-%d offset %d"
                                        .formatted(topic, partition, offset)));
    }

    /**
     * The value of a key's record, by an offset that a record of the journal names. In a copy of
     * the topic that may be wrong: then the whole partition is searched.
     *
     * @throws IllegalStateException when there is no such record: it was deleted
     * @throws TimeoutException when Kafka does not respond within half a minute, or a search stands
     *     still for five
     */
    @Override
    public byte[] read(int partition, JournalKey key, long offset) throws InterruptedException {
        Optional<byte[]> found =
                readAt(partition, offset)
                        .filter(record -> Arrays.equals(record.key(), key.bytes()))
                        .map(ConsumerRecord::value);
        if (found.isPresent()) {
            return found.get();
        }
        TopicPartition at = new TopicPartition(topic, partition);
        log.warn(
                "{} has no {} at offset {}, as in a copy with other offsets: it is searched",
                at,
                key.text(),
                offset);
        AtomicReference<Optional<byte[]>> latest = new AtomicReference<>(Optional.empty());
        long _ =
                search.read(
                        at,
                        SEARCH,
                        (other, value, _) -> {
                            if (Arrays.equals(other, key.bytes())) {
                                latest.set(Optional.ofNullable(value));
                            }
                        });
        return latest.get()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "no journal record of %s in %s".formatted(key, at)));
    }

    private Optional<ConsumerRecord<byte[], byte[]>> readAt(int partition, long offset)
            throws InterruptedException {
        TopicPartition at = new TopicPartition(topic, partition);
        free.acquire();
        try {
            Consumer<byte[], byte[]> consumer =
                    Objects.requireNonNullElseGet(idle.poll(), consumers);
            boolean reusable = true;
            try {
                return read(consumer, at, offset);
            } catch (UnreadableJournal e) {
                // It would throw the same again, even once the place can be read.
                reusable = false;
                throw e;
            } finally {
                if (reusable) {
                    idle.add(consumer);
                } else {
                    consumer.close(CloseOptions.timeout(CLOSING));
                }
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

    /** Empty when there is no record at the offset, or a tombstone. */
    private static Optional<ConsumerRecord<byte[], byte[]>> read(
            Consumer<byte[], byte[]> consumer, TopicPartition at, long offset)
            throws InterruptedException {
        consumer.assign(List.of(at));
        consumer.seek(at, offset);
        for (int i = 0; i < POLLS; i++) {
            try {
                for (ConsumerRecord<byte[], byte[]> each :
                        UnreadableJournal.poll(consumer, at, POLL)) {
                    return Optional.of(each)
                            .filter(record -> record.offset() == offset && record.value() != null);
                }
            } catch (OffsetOutOfRangeException e) {
                return Optional.empty();
            }
            if (consumer.position(at) > offset) {
                return Optional.empty();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        throw new TimeoutException("no response for " + at + " offset " + offset);
    }

    /** Waits a second for what is being read. */
    @Override
    public void close() {
        try {
            boolean _ = free.tryAcquire(max, 1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        idle.forEach(consumer -> consumer.close(CloseOptions.timeout(CLOSING)));
    }
}
