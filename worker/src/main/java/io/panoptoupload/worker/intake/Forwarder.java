package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.clients.LastingProducer;
import io.panoptoupload.worker.request.RereadMark;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Sends requests to their home partition: producers do not all partition alike. A request that is
 * forwarded twice is only a re-delivery, as long as its home remembers the first; so no transaction
 * is needed.
 */
public final class Forwarder implements AutoCloseable {
    private final String topic;
    private final LastingProducer producer;
    private final ToIntFunction<String> homes;

    /**
     * A forwarder of one topic.
     *
     * @param topic of requests
     * @param producers of which each is closed by this
     * @param homes the home partition of each request id
     */
    public Forwarder(
            String topic,
            Supplier<Producer<byte[], byte[]>> producers,
            ToIntFunction<String> homes) {
        this.topic = topic;
        this.producer = new LastingProducer(producers, InstantSource.system());
        this.homes = homes;
    }

    int home(String requestId) {
        return homes.applyAsInt(requestId);
    }

    /**
     * Returns when the record is in its home partition, with key, value and headers unchanged.
     *
     * @param reread whether it may have been forwarded once before, long ago; it is marked then
     */
    void forward(ConsumerRecord<byte[], byte[]> record, String requestId, boolean reread)
            throws InterruptedException {
        ProducerRecord<byte[], byte[]> copy =
                new ProducerRecord<>(
                        topic, home(requestId), record.key(), record.value(), record.headers());
        if (reread) {
            RereadMark.put(record, copy.headers());
        }
        send(copy);
    }

    /**
     * Returns when the record is durable there.
     *
     * @throws RecordTooLargeException if it never will be
     */
    void send(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        producer.send(record);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
