package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.KafkaTools;
import io.panoptoupload.worker.job.JournalSample;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
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

    /** The worker's topics as the worker makes them, of one partition each. */
    static void makeTopics(Admin admin) throws InterruptedException {
        makeTopics(admin, 1, Duration.ofDays(7));
    }

    static void makeTopics(Admin admin, int partitions, Duration deduplication)
            throws InterruptedException {
        TopicSettings settings =
                new TopicSettings(
                        Topics.REQUESTS,
                        Topics.OUTCOMES,
                        Topics.JOURNAL,
                        Topics.DEAD_LETTER,
                        true,
                        partitions,
                        (short) 1,
                        deduplication);
        assertThat(
                        new TopicSetup(admin, settings, new KafkaTools(""))
                                .prepare()
                                .journalPartitions())
                .isEqualTo(partitions);
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
            // Whether it failed, the commit shows.
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
