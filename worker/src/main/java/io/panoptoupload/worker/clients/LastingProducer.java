package io.panoptoupload.worker.clients;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * A producer outside of transactions, for many threads and as long as the process lives. One that a
 * broker refused while it asked for its id asks no more, and confirms nothing for ever: when a send
 * fails, the next one gets a new producer.
 */
public final class LastingProducer {
    /** Between two producers: each logs in, and a Kafka that is away refuses every send. */
    static final Duration MIN_AGE = Duration.ofSeconds(5);

    /** Longer than a record is tried: what others send by it ends as it would have. */
    private static final Duration CLOSING = Duration.ofSeconds(15);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final InstantSource clock;
    private @Nullable Producer<byte[], byte[]> producer;
    private Instant made = Instant.MIN;

    /**
     * @param producers each closed by this
     */
    public LastingProducer(Supplier<Producer<byte[], byte[]>> producers, InstantSource clock) {
        this.producers = producers;
        this.clock = clock;
    }

    /**
     * Returns when all in-sync replicas have the record.
     *
     * @throws RecordTooLargeException if they never will
     * @throws KafkaException if it was not confirmed, and may be stored
     */
    public void send(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        Producer<byte[], byte[]> current = current();
        try {
            RecordMetadata _ = KafkaResponse.of(current.send(record));
        } catch (RecordTooLargeException e) {
            throw e;
        } catch (KafkaException e) {
            replace(current);
            throw e;
        } catch (IllegalStateException e) {
            throw new KafkaException("the producer was closed after another record failed", e);
        }
    }

    /** Made when it is needed: it cannot be made while no broker's name can be resolved. */
    private synchronized Producer<byte[], byte[]> current() {
        if (producer == null) {
            producer = producers.get();
            made = clock.instant();
        }
        return producer;
    }

    private synchronized void replace(Producer<byte[], byte[]> failed) {
        Duration age = Duration.between(made, clock.instant());
        if (failed.equals(producer) && (age.isNegative() || age.compareTo(MIN_AGE) >= 0)) {
            producer = null;
            Thread _ = Thread.ofVirtual().start(() -> failed.close(CLOSING));
        }
    }

    /** Waits for what is being sent, up to a time. */
    public synchronized void close(Duration limit) {
        if (producer != null) {
            producer.close(limit);
        }
    }
}
