package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.job.FrozenJournal;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Puts a journal into its topic, every record where it stood: jobs know each other's records by
 * their offsets. Between them, and among the requests, stands what nobody reads.
 */
final class FrozenTopics implements AutoCloseable {
    /** However long ago it was frozen, what had ended is remembered. */
    static final Duration DEDUPLICATION = Duration.ofDays(36_500);

    private static final int PARTITIONS = 4;
    private static final byte[] OF_NO_KIND = "gap".getBytes(UTF_8);

    private final Producer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();

    private FrozenTopics(KafkaClients clients) {
        this.producer = clients.plain();
    }

    static void fill(KafkaClients clients, List<FrozenJournal.Entry> journal)
            throws InterruptedException, ExecutionException {
        try (Admin admin = clients.admin()) {
            JournalFilling.makeTopics(admin, PARTITIONS, DEDUPLICATION);
        }
        try (FrozenTopics topics = new FrozenTopics(clients)) {
            topics.fillJournal(journal);
            topics.fillRequests(journal);
            topics.assertPlaced();
        }
    }

    private void fillJournal(List<FrozenJournal.Entry> journal) {
        Map<Integer, Long> next = new HashMap<>();
        for (FrozenJournal.Entry each : journal) {
            long offset = next.getOrDefault(each.partition(), 0L);
            for (; offset < each.offset(); offset++) {
                send(Topics.JOURNAL, each.partition(), OF_NO_KIND, null, offset);
            }
            send(
                    Topics.JOURNAL,
                    each.partition(),
                    each.keyBytes(),
                    each.valueBytes(),
                    each.offset());
            next.put(each.partition(), offset + 1);
        }
    }

    /** As many as had been taken in. */
    private void fillRequests(List<FrozenJournal.Entry> journal) {
        Map<Integer, Long> taken = new HashMap<>();
        journal.stream()
                .filter(each -> each.key().equals("position"))
                .forEach(each ->
                        taken.put(
                                each.partition(), each.value().orElseThrow().get("next").asLong()));
        for (Map.Entry<Integer, Long> each : taken.entrySet()) {
            for (long offset = 0; offset < each.getValue(); offset++) {
                send(Topics.REQUESTS, each.getKey(), OF_NO_KIND, new byte[0], offset);
            }
        }
    }

    @SuppressWarnings("NullAway") // tombstones
    private void send(
            String topic, int partition, byte[] key, byte @Nullable [] value, long offset) {
        sent.add(producer.send(new ProducerRecord<>(topic, partition, key, value)));
        offsets.add(offset);
    }

    private void assertPlaced() throws InterruptedException, ExecutionException {
        producer.flush();
        for (int i = 0; i < sent.size(); i++) {
            assertThat(sent.get(i).get().offset()).isEqualTo(offsets.get(i));
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
