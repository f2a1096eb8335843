package io.panoptoupload.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Duration;
import java.util.Map;

/** Fills the journal with copies of what a worker has recorded of one job. */
final class JournalCopies {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String bootstrapServers;

    JournalCopies(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Writes the last record of a job again, under other ids of the same length. */
    void write(String id, int copies) {
        String record = last("job:" + id);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 20),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int copy = 0; copy < copies; copy++) {
                String other = id.substring(0, id.length() - 7) + "%07d".formatted(copy + 1);
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        Topics.JOURNAL,
                                        ("job:" + other).getBytes(UTF_8),
                                        record.replace(id, other).getBytes(UTF_8)));
            }
        }
    }

    private String last(String key) {
        try (KafkaConsumer<byte[], byte[]> journal =
                Requests.reader(bootstrapServers, Topics.JOURNAL)) {
            long end = System.nanoTime() + LIMIT.toNanos();
            String found = "";
            Map<TopicPartition, Long> ends = journal.endOffsets(journal.assignment());
            while (journal.assignment().stream()
                    .anyMatch(each -> journal.position(each) < ends.getOrDefault(each, 0L))) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("The journal was not read in " + LIMIT);
                }
                for (ConsumerRecord<byte[], byte[]> each : journal.poll(Duration.ofMillis(200))) {
                    if (new String(each.key(), UTF_8).equals(key) && each.value() != null) {
                        found = new String(each.value(), UTF_8);
                    }
                }
            }
            if (found.isEmpty()) {
                throw new IllegalStateException("The journal has no " + key);
            }
            return found;
        }
    }
}
