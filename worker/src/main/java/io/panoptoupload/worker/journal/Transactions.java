package io.panoptoupload.worker.journal;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A partition's transactional producer. A transaction ends in one of three ways: it is committed
 * for certain; it is {@link Refused}, and others may follow; or it throws, and the producer is of
 * no use any more. Only the writer's thread commits.
 */
final class Transactions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Transactions.class);
    private static final int TRIES = 5;

    /** Each takes {@code max.block.ms}: a minute in all. */
    private static final int MAX_COMMIT_CALLS = 6;

    private static final Duration PAUSE_BETWEEN_TRIES = Duration.ofMillis(200);

    private final TopicPartition journal;
    private final int name;
    private final Producer<byte[], byte[]> producer;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile long end;

    Transactions(TopicPartition journal, Producer<byte[], byte[]> producer) {
        this.journal = journal;
        this.name = journal.partition();
        this.producer = producer;
    }

    /** Fences earlier owners and aborts their open transaction; to be called first. */
    void init() {
        producer.initTransactions();
    }

    /**
     * @param known end offset of the journal partition, as far as it was read
     */
    void startAt(long known) {
        end = known;
    }

    /** End offset of the journal partition, as far as this worker knows it. */
    long end() {
        return end;
    }

    /** From now on nothing is tried again. */
    void stop() {
        stopped.countDown();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /**
     * Commits records in one transaction.
     *
     * @param groups of records; what was sent of each is returned in this order
     * @throws Refused when they can never be written, whoever tries
     */
    List<List<Future<RecordMetadata>>> commit(List<List<ProducerRecord<byte[], byte[]>>> groups)
            throws InterruptedException, Refused {
        for (int attempt = 1; ; attempt++) {
            try {
                return inOneTransaction(groups);
            } catch (IllegalStateException e) {
                // This is about the producer, not about what it was to send.
                throw e;
            } catch (RuntimeException | StackOverflowError e) {
                boolean mayPass = KafkaFaults.isCauseOf(e);
                if (isStopped() || (mayPass && attempt >= TRIES)) {
                    throw e;
                }
                log.warn(
                        "partition {}: transaction failed ({}); it is aborted and tried again",
                        name,
                        e.toString());
                // A producer that is fenced, or in any other fatal state, throws here.
                producer.abortTransaction();
                if (!mayPass) {
                    throw new Refused(
                            KafkaFaults.tooLarge(e).<Throwable>map(found -> found).orElse(e));
                }
                if (stopped.await(PAUSE_BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw e;
                }
            }
        }
    }

    private List<List<Future<RecordMetadata>>> inOneTransaction(
            List<List<ProducerRecord<byte[], byte[]>>> groups) {
        producer.beginTransaction();
        List<List<Future<RecordMetadata>>> sent = new ArrayList<>(groups.size());
        for (List<ProducerRecord<byte[], byte[]>> each : groups) {
            sent.add(each.stream().map(producer::send).toList());
        }
        for (int calls = 1; ; calls++) {
            try {
                producer.commitTransaction();
                return sent;
            } catch (TimeoutException | InterruptException e) {
                // Whether it is committed is unknown, so it is never presumed: only the same call
                // again can show.
                if (isStopped()) {
                    throw e;
                }
                if (calls == MAX_COMMIT_CALLS) {
                    // The next owner's producer, this worker's own for example, hears how it ended.
                    throw new IllegalStateException(
                            "a commit was not confirmed, asked %d times".formatted(calls), e);
                }
                log.warn("partition {}: commit not confirmed yet; asking again", name);
            }
        }
    }

    /**
     * Where committed records stand.
     *
     * @throws RolledBack if the partition is shorter than it was
     */
    List<Long> offsets(List<Future<RecordMetadata>> sent) throws InterruptedException {
        List<Long> offsets = new ArrayList<>(sent.size());
        for (Future<RecordMetadata> each : sent) {
            try {
                offsets.add(checked(each.get()));
            } catch (ExecutionException e) {
                throw new KafkaException("committed without being sent", e.getCause());
            }
        }
        return offsets;
    }

    /** A log only grows, unless it was truncated or its topic was replaced. */
    private long checked(RecordMetadata written) {
        boolean here =
                written.topic().equals(journal.topic())
                        && written.partition() == journal.partition();
        if (here && written.hasOffset()) {
            if (written.offset() < end) {
                throw new RolledBack(journal, end, written.offset());
            }
            end = written.offset() + 1;
        }
        return written.offset();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    /** The transaction is aborted, and would fail in the same way again. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final Throwable reason;

        Refused(Throwable reason) {
            super(reason);
            this.reason = reason;
        }

        Throwable reason() {
            return reason;
        }
    }
}
