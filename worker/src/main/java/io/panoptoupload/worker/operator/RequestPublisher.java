package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.worker.clients.KafkaResponse;
import io.panoptoupload.worker.journal.HomePartition;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;

/** Publishes requests, each into its home partition. */
final class RequestPublisher implements AutoCloseable {
    private static final int IN_FLIGHT = 200;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String topic;
    private final HomePartition home;
    private final Producer<byte[], byte[]> producer;

    private RequestPublisher(String topic, HomePartition home, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.home = home;
        this.producer = producer;
    }

    static RequestPublisher of(Connection connection) throws InterruptedException {
        HomePartition home = connection.home();
        // Asked for here, since the producer itself would wait longer for a topic that is absent.
        connection.partitions(connection.topics().requests());
        return new RequestPublisher(
                connection.topics().requests(), home, connection.installation().clients().plain());
    }

    /** Is notified of each request that is published, and where. */
    interface Published {
        void at(PreparedRequest request, int partition, long offset);
    }

    private record Sent(PreparedRequest request, Future<RecordMetadata> response) {}

    /**
     * Publishes all of them, in order.
     *
     * @throws KafkaException for the first that Kafka did not take; those reported are published
     */
    void publish(List<PreparedRequest> requests, Published listener) throws InterruptedException {
        Deque<Sent> sent = new ArrayDeque<>();
        for (PreparedRequest request : requests) {
            if (sent.size() >= IN_FLIGHT) {
                report(sent.removeFirst(), listener);
            }
            sent.add(new Sent(request, producer.send(record(request))));
        }
        for (Sent each : sent) {
            report(each, listener);
        }
    }

    private static void report(Sent sent, Published listener) throws InterruptedException {
        RecordMetadata at = KafkaResponse.of(sent.response());
        listener.at(sent.request(), at.partition(), at.offset());
    }

    private ProducerRecord<byte[], byte[]> record(PreparedRequest request) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        topic,
                        home.of(request.requestId()),
                        request.requestId().getBytes(UTF_8),
                        request.json().getBytes(UTF_8));
        record.headers().add(CloudEvents.CONTENT_TYPE_HEADER, CloudEvents.JSON.getBytes(UTF_8));
        return record;
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
