package io.panoptoupload.worker.deadletter;

import io.panoptoupload.worker.clients.KafkaResponse;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Publishes dead letters again, each as it came. How far it came is remembered once Kafka has
 * confirmed the records, so that a replay that dies publishes some again and leaves out none.
 */
public final class Replay implements DeadLetters.Reader {
    private static final int IN_FLIGHT = 200;

    private final Memory memory;
    private final Producer<byte[], byte[]> producer;
    private final String requests;
    private final Consumer<Headers> headers;
    private final BooleanSupplier readsOn;
    private final Deque<Future<RecordMetadata>> sent = new ArrayDeque<>();
    private Map<TopicPartition, Long> remembered = Map.of();
    private int published;

    /** What {@link DeadLetters} remembers. */
    public interface Memory {
        void replayed(Map<TopicPartition, Long> places) throws InterruptedException;
    }

    /**
     * One replay.
     *
     * @param memory of how far replays came
     * @param requests the request topic
     * @param headers gets the headers of each record that is published, to add its own
     * @param readsOn asked after each batch
     */
    public Replay(
            Memory memory,
            Producer<byte[], byte[]> producer,
            String requests,
            Consumer<Headers> headers,
            BooleanSupplier readsOn) {
        this.memory = memory;
        this.producer = producer;
        this.requests = requests;
        this.headers = headers;
        this.readsOn = readsOn;
    }

    /** Letters that were published so far. */
    public int published() {
        return published;
    }

    @Override
    public void letter(ConsumerRecord<byte[], byte[]> letter) throws InterruptedException {
        if (!DeadLetter.isReplayable(letter)) {
            return;
        }
        if (sent.size() >= IN_FLIGHT) {
            RecordMetadata _ = KafkaResponse.of(sent.removeFirst());
        }
        Headers original = DeadLetter.original(letter);
        headers.accept(original);
        sent.add(
                producer.send(
                        new ProducerRecord<>(
                                requests, null, letter.key(), letter.value(), original)));
        published++;
    }

    @Override
    public boolean readTo(Map<TopicPartition, Long> places) throws InterruptedException {
        while (!sent.isEmpty()) {
            RecordMetadata _ = KafkaResponse.of(sent.removeFirst());
        }
        if (!places.equals(remembered)) {
            memory.replayed(places);
            remembered = places;
        }
        return readsOn.getAsBoolean();
    }
}
