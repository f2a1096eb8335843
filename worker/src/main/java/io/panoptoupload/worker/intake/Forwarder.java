package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.request.RereadMark;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.ToIntFunction;

/**
 * Sends requests to their home partition: producers do not all partition alike. A request that is
 * forwarded twice is only a re-delivery, as long as its home remembers the first; so no transaction
 * is needed.
 */
public final class Forwarder implements AutoCloseable {
    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final ToIntFunction<String> homes;

    /**
     * A forwarder of one topic.
     *
     * @param topic of requests
     * @param producer closed by this
     * @param homes the home partition of each request id
     */
    public Forwarder(String topic, Producer<byte[], byte[]> producer, ToIntFunction<String> homes) {
        this.topic = topic;
        this.producer = producer;
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
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException tooLarge) {
                throw tooLarge;
            }
            throw new KafkaException("the record could not be sent on", e.getCause());
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
