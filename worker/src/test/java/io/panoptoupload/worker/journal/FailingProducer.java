package io.panoptoupload.worker.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A transactional producer whose commits fail as configured. */
final class FailingProducer extends MockProducer<byte[], byte[]> {
    final Deque<RuntimeException> commitFailures = new ArrayDeque<>();
    final AtomicInteger commits = new AtomicInteger();
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger aborts = new AtomicInteger();
    volatile long recordsLost;

    FailingProducer() {
        super(
                false,
                new RoundRobinPartitioner(),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        initTransactions();
    }

    @Override
    public void beginTransaction() {
        begun.incrementAndGet();
        super.beginTransaction();
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        Future<RecordMetadata> sent = super.send(record);
        return recordsLost == 0 ? sent : new LowerOffset(sent, recordsLost);
    }

    /** As of a log that was cut off before the record was appended. */
    private record LowerOffset(Future<RecordMetadata> sent, long by)
            implements Future<RecordMetadata> {
        @Override
        public RecordMetadata get() throws InterruptedException, ExecutionException {
            RecordMetadata at = sent.get();
            return new RecordMetadata(
                    new TopicPartition(at.topic(), at.partition()), at.offset() - by, 0, -1, 0, 0);
        }

        @Override
        public RecordMetadata get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException {
            return get();
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            return false;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean isDone() {
            return sent.isDone();
        }
    }

    @Override
    public void abortTransaction() {
        aborts.incrementAndGet();
        super.abortTransaction();
    }

    @Override
    public void commitTransaction() {
        commits.incrementAndGet();
        RuntimeException failure = commitFailures.poll();
        if (failure != null) {
            throw failure;
        }
        super.commitTransaction();
    }

    List<String> committed() {
        return history().stream()
                .map(ProducerRecord::value)
                .map(value -> new String(value, UTF_8))
                .toList();
    }
}
