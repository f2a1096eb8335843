package io.panoptoupload.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.worker.clients.LastingProducer;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.operator.Installation;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Writes requests and commands, each into its home partition. */
public final class RequestWriter implements AutoCloseable {
    /** Header of a record: who had it written. */
    public static final String ACTOR_HEADER = "panopto-actor";

    /** Records that are written at once; each may have 512 KiB. */
    private static final int MAX_IN_FLIGHT = 32;

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final String NOT_CONFIRMED =
            "Kafka did not confirm the record, but may have stored it: sending the same again"
                    + " does no harm.";
    private static final Logger log = LoggerFactory.getLogger(RequestWriter.class);

    private final LastingProducer producer;
    private final TopicSettings names;
    private final Topics topics;
    private final Semaphore free = new Semaphore(MAX_IN_FLIGHT);

    /** The topics as they are now. */
    interface Topics {
        /** Returns one of them, or throws {@link KafkaUnavailable}. */
        TopicState required(String name);
    }

    public RequestWriter(Installation installation, KafkaWatch watch) {
        this(() -> installation.clients().plain(), watch.names(), watch::required);
    }

    RequestWriter(
            Supplier<Producer<byte[], byte[]>> producers, TopicSettings names, Topics topics) {
        this.producer = new LastingProducer(producers, InstantSource.system());
        this.names = names;
        this.topics = topics;
    }

    /**
     * Who asks for a record.
     *
     * @param actor a user or a token, as the log names them
     * @param traceparent of the call, if it has one
     */
    public record Origin(String actor, @Nullable String traceparent) {}

    /**
     * Writes a record.
     *
     * @param value a request or command that the gate lets pass
     * @throws KafkaUnavailable unless all in-sync replicas have it when this returns
     */
    public void write(String requestId, byte[] value, Origin origin) throws InterruptedException {
        HomePartition home = new HomePartition(topics.required(names.journal()).partitions());
        String topic = topics.required(names.requests()).name();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, home.of(requestId), requestId.getBytes(UTF_8), value);
        record.headers()
                .add(CloudEvents.CONTENT_TYPE_HEADER, CloudEvents.JSON.getBytes(UTF_8))
                .add(ACTOR_HEADER, origin.actor().getBytes(UTF_8));
        if (origin.traceparent() != null) {
            record.headers()
                    .add(CloudEvents.TRACEPARENT_HEADER, origin.traceparent().getBytes(UTF_8));
        }
        if (!free.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new KafkaUnavailable("Too many records wait for Kafka; try again later.");
        }
        try {
            send(record);
        } finally {
            free.release();
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        try {
            producer.send(record);
        } catch (KafkaException e) {
            log.warn("a record was not confirmed: {}", e.toString());
            throw new KafkaUnavailable(NOT_CONFIRMED, e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSING);
    }
}
