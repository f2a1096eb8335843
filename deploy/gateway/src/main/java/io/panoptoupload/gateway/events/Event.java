package io.panoptoupload.gateway.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;

/**
 * An outcome event of the topic.
 *
 * @param json on one line
 */
record Event(String requestId, int partition, long offset, String json) {
    /** Null if the record is not an event. */
    static @Nullable Event of(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null || record.value() == null
                ? null
                : new Event(
                        new String(record.key(), UTF_8),
                        record.partition(),
                        record.offset(),
                        // In JSON, line ends stand between values only.
                        new String(record.value(), UTF_8).replace('\n', ' ').replace('\r', ' '));
    }

    /** As it is sent, with the position behind it. */
    void writeTo(ByteArrayOutputStream out, Position behind) {
        out.writeBytes(("id: " + behind + "\ndata: " + json + "\n\n").getBytes(UTF_8));
    }
}
