package io.panoptoupload.worker.it;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.job.JournalSample;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Writes journals of jobs that never ran, in transactions as the worker does. */
final class JournalFilling implements AutoCloseable {
    private static final int GROUP = 1000;

    private final Producer<byte[], byte[]> producer;
    private final List<String> topics;
    private int open;

    /**
     * @param topics all get the same, in partition 0
     */
    JournalFilling(KafkaClients clients, String... topics) {
        this.topics = List.of(topics);
        this.producer = clients.transactional("filling");
        producer.initTransactions();
        producer.beginTransaction();
    }

    @SuppressWarnings("NullAway") // tombstones
    void write(List<JournalSample.Entry> entries) {
        for (JournalSample.Entry each : entries) {
            put(each.keyBytes(), each.valueBytes());
        }
    }

    @SuppressWarnings("NullAway") // tombstones
    void put(byte[] key, byte @Nullable [] value) {
        for (String topic : topics) {
            // Whether it failed, the commit tells.
            var _ = producer.send(new ProducerRecord<>(topic, 0, key, value));
        }
        if (++open == GROUP) {
            open = 0;
            producer.commitTransaction();
            producer.beginTransaction();
        }
    }

    @Override
    public void close() {
        producer.commitTransaction();
        producer.close();
    }
}
