package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was fetched of one partition and waits to be taken in. All partitions' inboxes share a
 * number of bytes, so that memory does not follow the number of partitions or the size of requests.
 */
final class Inbox {
    /** How many records are worth fetching ahead. */
    static final int ENOUGH_RECORDS = 100;

    /** Bytes that all inboxes of a worker hold, and that are being decided on. */
    static final class Budget {
        private final long max;
        private final AtomicLong held = new AtomicLong();
        private final int maxDecided;
        private final Semaphore undecided;

        /**
         * @param max bytes that wait; to inboxes that are empty as much again
         * @param maxDecided bytes that are decided on at once; a larger record alone
         */
        Budget(long max, int maxDecided) {
            this.max = max;
            this.maxDecided = maxDecided;
            this.undecided = new Semaphore(maxDecided, true);
        }

        long held() {
            return held.get();
        }

        private boolean isSpent() {
            return held.get() >= max;
        }

        private boolean isOverdrawn() {
            return held.get() >= 2 * max;
        }
    }

    private final Budget budget;
    private final BlockingQueue<ConsumerRecord<byte[], byte[]>> records =
            new LinkedBlockingQueue<>();
    private boolean closed;

    Inbox(Budget budget) {
        this.budget = budget;
    }

    synchronized void offer(List<ConsumerRecord<byte[], byte[]>> fetched) {
        if (!closed) {
            fetched.forEach(record -> budget.held.addAndGet(bytes(record)));
            records.addAll(fetched);
        }
    }

    /** The next record; waits for it. */
    ConsumerRecord<byte[], byte[]> take() throws InterruptedException {
        ConsumerRecord<byte[], byte[]> record = records.take();
        budget.held.addAndGet(-bytes(record));
        return record;
    }

    /**
     * Whether nothing more should be fetched. Other inboxes stop an empty one only when they hold
     * twice their share, so that every partition makes progress.
     */
    boolean hasEnough() {
        return records.size() >= ENOUGH_RECORDS
                || (records.isEmpty() ? budget.isOverdrawn() : budget.isSpent());
    }

    /** While it is open, it reserves memory for deciding on a record of this size. */
    interface Reservation extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for a record's turn to be decided on, which costs many times its bytes. */
    Reservation reserve(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        int taken = Math.clamp(bytes(record), 1, budget.maxDecided);
        budget.undecided.acquire(taken);
        return () -> budget.undecided.release(taken);
    }

    /** Drops what waits, and whatever is still offered. */
    synchronized void close() {
        closed = true;
        List<ConsumerRecord<byte[], byte[]>> dropped = new ArrayList<>();
        records.drainTo(dropped);
        dropped.forEach(record -> budget.held.addAndGet(-bytes(record)));
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        long headers = 0;
        for (var header : record.headers()) {
            headers += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return headers
                + Math.max(0, record.serializedKeySize())
                + Math.max(0, record.serializedValueSize());
    }
}
