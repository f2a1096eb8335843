package io.panoptoupload.standalone.demo;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Publishes a request and reads what becomes of it, as any other program would. */
final class Conversation {
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final JsonMapper json = new JsonMapper();

    Conversation(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    void publish(UploadRequest request) throws InterruptedException {
        Map<String, Object> settings =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all");
        String id = request.requestId();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            String value = json.writeValueAsString(request);
            producer.send(new ProducerRecord<>(Topics.REQUESTS, id, value)).get();
        } catch (ExecutionException e) {
            throw new DemoFailure("The request could not be published: " + e.getCause() + ".");
        }
    }

    /**
     * Hands on each outcome event of the request, and returns the final one.
     *
     * @throws DemoFailure if there is none within that time
     */
    OutcomeEvent follow(String requestId, Duration limit, Consumer<OutcomeEvent> events) {
        Map<String, Object> settings =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topics.OUTCOMES).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + limit.toNanos();
            while (System.nanoTime() - end < 0) {
                for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                    if (requestId.equals(record.key())) {
                        OutcomeEvent event = json.readValue(record.value(), OutcomeEvent.class);
                        events.accept(event);
                        if (event.isFinal()) {
                            return event;
                        }
                    }
                }
            }
        }
        throw new DemoFailure(
                "The upload was not finished within " + limit.toSeconds() + " seconds.");
    }
}
