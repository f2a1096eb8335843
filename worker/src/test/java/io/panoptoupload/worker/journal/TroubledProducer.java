package io.panoptoupload.worker.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A transactional producer whose commits fail as they are told to. */
final class TroubledProducer extends MockProducer<byte[], byte[]> {
    final Deque<RuntimeException> commitTroubles = new ArrayDeque<>();
    final AtomicInteger commits = new AtomicInteger();
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger aborts = new AtomicInteger();

    TroubledProducer() {
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
    public void abortTransaction() {
        aborts.incrementAndGet();
        super.abortTransaction();
    }

    @Override
    public void commitTransaction() {
        commits.incrementAndGet();
        RuntimeException trouble = commitTroubles.poll();
        if (trouble != null) {
            throw trouble;
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
