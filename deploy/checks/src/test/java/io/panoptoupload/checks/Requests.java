package io.panoptoupload.checks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Publishes requests, and reads what became of them. */
final class Requests implements AutoCloseable {
    static final String FOLDER = "00000000-0000-0000-0000-000000000001";
    private static final Duration LIMIT = Patience.LIMIT;

    private final JsonMapper json = JsonMapper.builder().build();
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, OutcomeEvent> latest = new HashMap<>();

    Requests(String bootstrapServers) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "group.id",
                                "checks",
                                "auto.offset.reset",
                                "earliest",
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topics.OUTCOMES));
    }

    /** Asks for a session with this recording as its only stream. */
    void publish(String id, String folder, String uri) {
        UploadRequest request =
                UploadRequest.builder(id)
                        .folderId(folder)
                        .title("Lecture " + id)
                        .streams(List.of(Stream.of(Source.of(uri), Role.PRIMARY)))
                        .build();
        try {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.REQUESTS,
                                    id.getBytes(UTF_8),
                                    json.writeValueAsBytes(request)))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the last event of a request. */
    OutcomeEvent awaitEnd(String id) {
        Awaitility.await("end of " + id)
                .atMost(LIMIT)
                .until(() -> {
                    for (ConsumerRecord<byte[], byte[]> each :
                            consumer.poll(Duration.ofMillis(200))) {
                        OutcomeEvent event = json.readValue(each.value(), OutcomeEvent.class);
                        latest.put(event.requestId(), event);
                    }
                    OutcomeEvent event = latest.get(id);
                    return event != null && event.isFinal();
                });
        OutcomeEvent end = latest.get(id);
        if (end == null) {
            throw new IllegalStateException("no event of " + id);
        }
        return end;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
