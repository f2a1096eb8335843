package io.panoptoupload.worker.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

/** Records of the request topic. */
public final class Incoming {
    public static final JsonMapper JSON = JsonMapper.builder().build();

    public static final String MINIMAL =
            """
            {"requestId": "a",
             "folderId": "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11",
             "title": "Algorithms, week 12",
             "streams": [{"source": {"uri": "file:///captures/a.mp4"}}]}
            """;

    private Incoming() {}

    public static ConsumerRecord<byte[], byte[]> record(
            @Nullable String key, @Nullable String value) {
        return at(0, 7, key, value);
    }

    @SuppressWarnings("NullAway") // Kafka's records have null keys and values
    public static ConsumerRecord<byte[], byte[]> at(
            int partition, long offset, @Nullable String key, @Nullable String value) {
        return new ConsumerRecord<>(
                "requests",
                partition,
                offset,
                key == null ? null : key.getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8));
    }

    public static ConsumerRecord<byte[], byte[]> with(
            ConsumerRecord<byte[], byte[]> record, String header, String value) {
        record.headers().add(header, value.getBytes(UTF_8));
        return record;
    }

    public static String request(String id) {
        return MINIMAL.replace("\"a\"", "\"" + id + "\"");
    }
}
