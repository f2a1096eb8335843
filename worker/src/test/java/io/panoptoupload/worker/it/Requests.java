package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.messages.UploadRequestBuilder;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Publishes requests as lecture-capture systems do. */
final class Requests implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final KafkaProducer<byte[], byte[]> producer;

    Requests(String bootstrapServers) {
        this.producer = producer(bootstrapServers, Map.of());
    }

    static KafkaProducer<byte[], byte[]> producer(
            String bootstrapServers, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", bootstrapServers);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A request for one session with the files as its streams. */
    static UploadRequest of(String id, Path... files) {
        return builder(id, files).build();
    }

    /** The same for a small file of its own, which is written, too. */
    static UploadRequest small(TestEnvironment environment, String id) {
        return of(id, TestFiles.write(environment.captures(), id + ".mp4", 1000, 7));
    }

    static UploadRequestBuilder builder(String id, Path... files) {
        List<Stream> streams =
                Arrays.stream(files)
                        .map(f -> Stream.of(Source.of(f.toUri().toString()), Role.PRIMARY))
                        .toList();
        return UploadRequest.builder(id)
                .folderId(TestEnvironment.FOLDER)
                .title("Lecture " + id)
                .streams(streams);
    }

    static byte[] bytes(UploadRequest request) {
        return JSON.writeValueAsBytes(request);
    }

    void publish(UploadRequest request) {
        publish(request, null, request.requestId());
    }

    /** With a partition and a key of the sender's choice. */
    void publish(UploadRequest request, @Nullable Integer partition, @Nullable String key) {
        publish(record(request, partition, key));
    }

    static ProducerRecord<byte[], byte[]> record(
            UploadRequest request, @Nullable Integer partition, @Nullable String key) {
        return new ProducerRecord<>(
                Topics.REQUESTS,
                partition,
                key == null ? null : key.getBytes(UTF_8),
                bytes(request));
    }

    void publish(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
