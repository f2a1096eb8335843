package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was fetched of one partition and waits to be taken in. All partitions' inboxes share a
 * number of bytes, so that memory does not follow the number of partitions or the size of requests.
 */
final class Inbox {
    /** So many records are worth fetching ahead. */
    static final int ENOUGH_RECORDS = 100;

    /** Bytes that all inboxes of a worker hold. */
    static final class Budget {
        private final long most;
        private final AtomicLong held = new AtomicLong();

        /**
         * @param most bytes; one fetch of each partition may go beyond
         */
        Budget(long most) {
            this.most = most;
        }

        long held() {
            return held.get();
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
     * Whether nothing more should be fetched. An empty inbox never has enough, however much others
     * hold: each partition gets on.
     */
    boolean hasEnough() {
        return records.size() >= ENOUGH_RECORDS
                || (!records.isEmpty() && budget.held.get() >= budget.most);
    }

    /** Drops what waits, and what may still be offered. */
    synchronized void close() {
        closed = true;
        for (ConsumerRecord<byte[], byte[]> each = records.poll();
                each != null;
                each = records.poll()) {
            budget.held.addAndGet(-bytes(each));
        }
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
