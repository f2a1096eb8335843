package io.panoptoupload.worker.request;

import static io.panoptoupload.worker.request.Bulk.fill;
import static io.panoptoupload.worker.request.Bulk.list;
import static io.panoptoupload.worker.request.Bulk.nested;
import static io.panoptoupload.worker.request.HostileContent.STREAM;
import static io.panoptoupload.worker.request.HostileContent.upload;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records whose only purpose is to cost as much as possible: as large as a request may be or
 * larger, each with something of which there is far too much.
 */
public final class HostileRecords {
    private static final int LARGER = 7 * RequestDecoder.MAX_BYTES;

    private final String id;
    private final List<Hostile> all = new ArrayList<>();

    /**
     * A record, and what there is too much of in it.
     *
     * @param sent to the topic of requests
     */
    public record Hostile(String kind, ProducerRecord<byte[], byte[]> sent) {
        public ConsumerRecord<byte[], byte[]> received() {
            ConsumerRecord<byte[], byte[]> record =
                    new ConsumerRecord<>(sent.topic(), 0, 7, sent.key(), sent.value());
            sent.headers().forEach(record.headers()::add);
            return record;
        }

        @Override
        public String toString() {
            return kind;
        }
    }

    private HostileRecords(String id) {
        this.id = id;
        HostileContent.of(id).forEach(this::add);
        envelopes();
        noJson();
        keysAndHeaders();
    }

    /** One of each kind, all for one request id. */
    public static List<Hostile> of(String id) {
        return List.copyOf(new HostileRecords(id).all);
    }

    private void envelopes() {
        structured("streams of {}", "\"data\":" + upload(id, list("streams", "{}")));
        structured("data in data", nested("\"data\":{", "}"));
        structured("data again and again", fill("\"data\":{\"streams\":[{}]}"));
        structured("arrays for data", "\"data\":" + nested("[", "]"));
        structured("attributes", fill(i -> "\"x" + i + "\":\"\""));
        structured("data_base64", "\"data_base64\":\"" + Bulk.of("QUFB") + "\"");
        structured("data as a text", "\"data\":\"" + Bulk.of("\\\"") + "\"");
        structured("a long type", "\"type\":\"" + Bulk.of("t") + "\"");
        ProducerRecord<byte[], byte[]> binary = record(bytes(upload(id, list("streams", "{}"))));
        binary.headers().add(CloudEvents.TYPE_HEADER, bytes(CloudEvents.UPLOAD_REQUESTED));
        all.add(new Hostile("binary: streams of {}", binary));
    }

    private void structured(String kind, String fields) {
        ProducerRecord<byte[], byte[]> record =
                record(bytes("{\"type\":\"panopto.upload.requested.v1\"," + fields + "}"));
        record.headers().add(CloudEvents.CONTENT_TYPE_HEADER, bytes(CloudEvents.STRUCTURED_JSON));
        all.add(new Hostile("structured: " + kind, record));
    }

    private void noJson() {
        for (String character : List.of("x", "[", "{\"a\":", " ", "\n", "\0", "1", "\"")) {
            add("nothing but '" + character + "'", Bulk.of(character));
        }
        add("an open text", "{\"title\":\"" + Bulk.of("x"));
        add("an array", "[" + fill("{}") + "]");
        byte[] utf16 = ("{\"streams\":[" + "{},".repeat(85_000) + "{}]}").getBytes(UTF_16BE);
        all.add(new Hostile("UTF-16", record(utf16)));
        byte[] broken = new byte[Bulk.SIZE];
        Arrays.fill(broken, (byte) 0xff);
        all.add(new Hostile("no UTF-8", record(broken)));
        add("more than is read", " ".repeat(LARGER));
    }

    private void keysAndHeaders() {
        byte[] large = bytes("k".repeat(LARGER));
        byte[] least = bytes(upload(id, STREAM));
        all.add(new Hostile("a large key", new ProducerRecord<>(Topics.REQUESTS, large, least)));
        for (String name : List.of("content-type", "ce_type", "traceparent", "x")) {
            ProducerRecord<byte[], byte[]> record = record(least);
            record.headers().add(name, large);
            all.add(new Hostile("a large header " + name, record));
        }
        for (byte[] value : List.of(least, bytes("x"))) {
            ProducerRecord<byte[], byte[]> record = record(value);
            for (int i = 0; i < 100_000; i++) {
                record.headers().add("x", new byte[0]);
            }
            all.add(new Hostile("headers beside " + value.length + " bytes", record));
        }
    }

    private void add(String kind, String value) {
        all.add(new Hostile(kind, record(bytes(value))));
    }

    private ProducerRecord<byte[], byte[]> record(byte[] value) {
        return new ProducerRecord<>(Topics.REQUESTS, bytes(id), value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
