package io.panoptoupload.worker.journal;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The one writer of one partition: a single thread that owns the partition's transactional producer
 * and commits what it is handed in groups, since a transaction of its own would cost each record
 * about 10 ms. The order of calls to {@link #write} is the order in the journal and in the outcome
 * topic.
 */
public final class PartitionWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PartitionWriter.class);

    /** Entries that are committed together, so that no transaction grows with the queue. */
    private static final int MAX_GROUP = 100;

    /** Notified once, on the writer's thread, when the producer can no longer be used. */
    public interface Fenced {
        void fenced(Throwable cause);
    }

    /** Records that are committed together. Both methods are called on the writer's thread. */
    public interface Entry {
        /** Called exactly once, in the order in which the entries were handed over. */
        List<ProducerRecord<byte[], byte[]>> records() throws InterruptedException;

        /**
         * Called when the records are committed, before anything later is.
         *
         * @param offsets of the records, in their order
         */
        default void committed(List<Long> offsets) {}

        /** Called instead of {@link #committed} when the records can never be written. */
        default void refused() {}

        /**
         * Whether everything handed over before must be committed before {@link #records} is
         * called, because it decides by what that left behind.
         */
        default boolean alone() {
            return false;
        }
    }

    private final String name;
    private final Transactions transactions;
    private final Fenced fenced;
    private final BlockingQueue<Write> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    /**
     * @param journal the partition that is written
     * @param producer transactional; closed by this writer
     */
    public PartitionWriter(
            TopicPartition journal, Producer<byte[], byte[]> producer, Fenced fenced) {
        this.name = Integer.toString(journal.partition());
        this.transactions = new Transactions(journal, producer);
        this.fenced = fenced;
        this.thread = Thread.ofPlatform().name("journal-" + name).daemon().unstarted(this::run);
    }

    /** Fences earlier owners and aborts their open transaction; to be called first. */
    public void fenceOthers() {
        transactions.init();
    }

    /**
     * Begins to write.
     *
     * @param known end offset of the journal partition, as far as it was read
     */
    public void start(long known) {
        transactions.startAt(known);
        thread.start();
    }

    /** End offset of the journal partition, as far as this worker knows it. */
    public long end() {
        return transactions.end();
    }

    /**
     * Queues an entry.
     *
     * @return done once the entry is committed; or failed with {@link OwnershipLost}, with what the
     *     entry itself threw, or with why its records can never be written, such as {@link
     *     RecordTooLargeException}
     */
    public CompletableFuture<Void> write(Entry entry) {
        Write write = new Write(entry, new CompletableFuture<>());
        queue.add(write);
        if (transactions.isStopped()) {
            refuseQueued();
        }
        return write.done();
    }

    /** Commits what was handed over before, for at most the given time, and ends. */
    public void close(Duration grace) {
        if (!grace.isZero() && thread.isAlive()) {
            CompletableFuture<Void> last = write(List::of);
            try {
                last.get(grace.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
                log.info("partition {}: closed before its last records were committed", name);
            }
        }
        close();
    }

    /** Ends at once: what is not committed yet fails. */
    @Override
    public void close() {
        if (transactions.isStopped()) {
            return;
        }
        transactions.stop();
        thread.interrupt();
        transactions.close();
        refuseQueued();
    }

    private void run() {
        List<Write> group = new ArrayList<>();
        try {
            while (!transactions.isStopped()) {
                group.clear();
                takeGroup(group);
                commit(group);
            }
        } catch (InterruptedException e) {
            log.debug("partition {}: writer ends", name);
        } catch (OutOfMemoryError e) {
            // Nothing that is done without memory can be trusted: it ends the process.
            throw e;
        } catch (RuntimeException | Error e) {
            refuse(group, e);
            if (!transactions.isStopped()) {
                fenced.fenced(e);
            }
        } finally {
            transactions.stop();
            refuse(group, null);
            refuseQueued();
            // Closing waits for the producer's thread, which an interrupt would forbid.
            boolean _ = Thread.interrupted();
            transactions.close();
        }
    }

    private void takeGroup(List<Write> group) throws InterruptedException {
        Write first = queue.take();
        group.add(first);
        if (first.entry().alone()) {
            return;
        }
        while (group.size() < MAX_GROUP) {
            Write next = queue.peek();
            if (next == null || next.entry().alone()) {
                return;
            }
            group.add(queue.remove());
        }
    }

    private void commit(List<Write> group) throws InterruptedException {
        List<Prepared> prepared = new ArrayList<>(group.size());
        for (Write write : group) {
            try {
                prepared.add(new Prepared(write, write.entry().records()));
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (RuntimeException | Error e) {
                // That says nothing about this partition or about the other entries.
                write.done().completeExceptionally(e);
            }
        }
        if (prepared.stream().allMatch(p -> p.records().isEmpty())) {
            prepared.forEach(p -> p.committed(List.of()));
            return;
        }
        commitPrepared(prepared);
    }

    private void commitPrepared(List<Prepared> prepared) throws InterruptedException {
        List<List<Future<RecordMetadata>>> sent;
        try {
            sent = transactions.commit(prepared.stream().map(Prepared::records).toList());
        } catch (Transactions.Refused e) {
            eachAlone(prepared, e.reason());
            return;
        }
        for (int i = 0; i < prepared.size(); i++) {
            prepared.get(i).committed(transactions.offsets(sent.get(i)));
        }
    }

    /** Of a group it is not known whose record is never taken, however often it is tried. */
    private void eachAlone(List<Prepared> prepared, Throwable reason) throws InterruptedException {
        if (prepared.size() == 1) {
            prepared.getFirst().refused(reason);
            return;
        }
        for (Prepared each : prepared) {
            commitPrepared(List.of(each));
        }
    }

    private void refuseQueued() {
        List<Write> queued = new ArrayList<>();
        queue.drainTo(queued);
        refuse(queued, null);
    }

    private void refuse(List<Write> writes, @Nullable Throwable cause) {
        String message = "partition " + name + " is no longer this worker's";
        for (Write write : writes) {
            write.done().completeExceptionally(new OwnershipLost(message, cause));
        }
    }

    private record Write(Entry entry, CompletableFuture<Void> done) {}

    private record Prepared(Write write, List<ProducerRecord<byte[], byte[]>> records) {
        void committed(List<Long> offsets) {
            write.entry().committed(offsets);
            write.done().complete(null);
        }

        void refused(Throwable reason) {
            log.error("a record cannot be written: {}", reason.toString());
            write.entry().refused();
            write.done().completeExceptionally(reason);
        }
    }
}
