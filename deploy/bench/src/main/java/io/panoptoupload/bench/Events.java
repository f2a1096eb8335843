package io.panoptoupload.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Events as workers publish them, with the time at which they were sent. */
final class Events {
    private Events() {}

    /** Events of about the size that workers' have, each at its time. */
    static int publish(String bootstrapServers, int perSecond, Duration length) {
        int events = (int) (length.toSeconds() * perSecond);
        long begun = System.nanoTime();
        try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers)) {
            for (int event = 0; event < events; event++) {
                long due = begun + event * (Duration.ofSeconds(1).toNanos() / perSecond);
                LockSupport.parkNanos(due - System.nanoTime());
                send(producer, event, 300);
            }
        }
        return events;
    }

    /** More than is kept for somebody who does not read. */
    static void flood(String bootstrapServers) {
        try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers)) {
            for (int event = 0; event < 1000; event++) {
                send(producer, event, 48 * 1024);
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, int number, int size) {
        String id = "finished-%07d".formatted(number);
        String event =
                "{\"type\":\"progress\",\"requestId\":\"%s\",%s%d,\"file\":\"%s\"}"
                        .formatted(
                                id, Listeners.MARK, System.currentTimeMillis(), "x".repeat(size));
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                Topics.OUTCOMES, id.getBytes(UTF_8), event.getBytes(UTF_8)));
    }
}
