package io.panoptoupload.standalone.demo;

import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The ends of uploads among the events that Kafka has. */
record CompletedEvents(String bootstrapServers) {
    private static final Duration POLL = Duration.ofMillis(200);

    /** How often its end stands among the events; a request that comes again has it once more. */
    long of(String requestId) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topics.OUTCOMES).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long found = 0;
            while (partitions.stream()
                    .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                    if (requestId.equals(record.key())
                            && record.value().contains("\"type\":\"completed\"")) {
                        found++;
                    }
                }
            }
            return found;
        }
    }
}
