package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.clients.KafkaClients;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the workers have written into the journal. */
record JournalTrail(KafkaClients clients) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** One committed record; no value is a tombstone. */
    record Entry(int partition, long offset, String key, Optional<JsonNode> value) {
        /** Whether it says where that job stands. */
        boolean isStateOf(String requestId) {
            return key.equals("job:" + requestId) && value.isPresent();
        }
    }

    List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = clients.journalScan()) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topics.JOURNAL).stream()
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> entries.add(entry(each)));
            }
        }
        return entries;
    }

    private static Entry entry(ConsumerRecord<byte[], byte[]> record) {
        return new Entry(
                record.partition(),
                record.offset(),
                new String(record.key(), UTF_8),
                Optional.ofNullable(record.value()).map(JSON::readTree));
    }
}
