package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

import java.util.concurrent.ExecutionException;

/**
 * Sends requests to their home partition: producers do not all partition alike. A request that is
 * forwarded twice is a mere re-delivery, so no transaction is needed.
 */
final class Forwarder {
    private final String topic;
    private final Producer<byte[], byte[]> producer;

    Forwarder(String topic, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    /** Returns when the record is there, key, value and headers as they came. */
    void forward(ConsumerRecord<byte[], byte[]> record, int home) throws InterruptedException {
        send(new ProducerRecord<>(topic, home, record.key(), record.value(), record.headers()));
    }

    /**
     * Returns when the record is there.
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
}
