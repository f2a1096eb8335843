package io.panoptoupload.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.messages.UploadRequestBuilder;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** Publishes requests, and follows what becomes of them. */
final class Requests implements AutoCloseable {
    static final String FOLDER = "00000000-0000-0000-0000-000000000001";

    private final JsonMapper json = JsonMapper.builder().build();
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> outcomes;
    private final List<OutcomeEvent> events = new ArrayList<>();

    /** The topics must be there. */
    Requests(String bootstrapServers) {
        Map<String, Object> broker = Map.of("bootstrap.servers", bootstrapServers);
        producer =
                new KafkaProducer<>(broker, new ByteArraySerializer(), new ByteArraySerializer());
        outcomes = reader(bootstrapServers, Topics.OUTCOMES);
    }

    static KafkaConsumer<byte[], byte[]> reader(String bootstrapServers, String topic) {
        KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                reader.partitionsFor(topic).stream()
                        .map(each -> new TopicPartition(topic, each.partition()))
                        .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        return reader;
    }

    /** Publishes a request for a session of one file. */
    void publish(String id, Recording recording) {
        try {
            RecordMetadata _ = send(request(id, recording).build()).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("The request was not published", e);
        }
    }

    /** Publishes requests for a later day, and returns when all of them are there. */
    void publish(List<String> ids, Recording recording, Instant notBefore) {
        Options later = new Options(Priority.NORMAL, notBefore, null);
        for (String id : ids) {
            var _ = send(request(id, recording).options(later).build());
        }
        producer.flush();
    }

    private static UploadRequestBuilder request(String id, Recording recording) {
        Source file = Source.of(recording.file().toUri().toString());
        return UploadRequest.builder(id)
                .folderId(FOLDER)
                .title("Lecture " + id)
                .streams(List.of(Stream.of(file, Role.PRIMARY)));
    }

    private Future<RecordMetadata> send(UploadRequest request) {
        return producer.send(
                new ProducerRecord<>(
                        Topics.REQUESTS,
                        request.requestId().getBytes(UTF_8),
                        json.writeValueAsBytes(request)));
    }

    /** Waits until so many events of a kind are there, and returns them. */
    List<OutcomeEvent> await(int number, Predicate<OutcomeEvent> kind, Duration limit) {
        List<OutcomeEvent> found = awaitAtMost(number, kind, limit);
        if (found.size() < number) {
            throw new IllegalStateException(
                    found.size() + " of " + number + " events after " + limit);
        }
        return found;
    }

    /** The same, and returns those that are there when the time is over. */
    List<OutcomeEvent> awaitAtMost(int number, Predicate<OutcomeEvent> kind, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            List<OutcomeEvent> found = events.stream().filter(kind).toList();
            if (found.size() >= number || System.nanoTime() > end) {
                return found;
            }
            for (ConsumerRecord<byte[], byte[]> each : outcomes.poll(Duration.ofMillis(200))) {
                OutcomeEvent event = json.readValue(each.value(), OutcomeEvent.class);
                if (event.isFinal() && !(event instanceof OutcomeEvent.Completed)) {
                    throw new IllegalStateException("A job did not complete: " + event);
                }
                events.add(event);
            }
        }
    }

    @Override
    public void close() {
        producer.close();
        outcomes.close();
    }
}
