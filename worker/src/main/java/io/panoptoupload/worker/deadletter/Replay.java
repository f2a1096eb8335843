package io.panoptoupload.worker.deadletter;

import io.panoptoupload.worker.clients.KafkaResponse;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Publishes dead letters again, each as it came. How far it came is remembered once Kafka has
 * confirmed the records, so that a replay that dies publishes some again and leaves out none. One
 * that is larger than the request topic takes is left out: it would end every replay.
 */
public final class Replay implements DeadLetters.Reader {
    private static final int IN_FLIGHT = 200;

    private final Memory memory;
    private final Producer<byte[], byte[]> producer;
    private final String requests;
    private final Consumer<Headers> headers;
    private final BooleanSupplier readsOn;
    private final Consumer<String> tooLarge;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private Map<TopicPartition, Long> read = Map.of();
    private Map<TopicPartition, Long> remembered = Map.of();
    private int notRemembered;
    private int published;

    private record Sent(String place, Future<RecordMetadata> response) {}

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
     * @param tooLarge gets partition and offset of each letter that the request topic does not take
     */
    public Replay(
            Memory memory,
            Producer<byte[], byte[]> producer,
            String requests,
            Consumer<Headers> headers,
            BooleanSupplier readsOn,
            Consumer<String> tooLarge) {
        this.memory = memory;
        this.producer = producer;
        this.requests = requests;
        this.headers = headers;
        this.readsOn = readsOn;
        this.tooLarge = tooLarge;
    }

    /** Letters that Kafka has confirmed so far. */
    public int published() {
        return published;
    }

    @Override
    public void letter(ConsumerRecord<byte[], byte[]> letter) throws InterruptedException {
        if (!DeadLetter.isReplayable(letter)) {
            return;
        }
        if (sent.size() >= IN_FLIGHT) {
            awaitFirst();
        }
        notRemembered++;
        Headers original = DeadLetter.original(letter);
        headers.accept(original);
        sent.add(
                new Sent(
                        letter.partition() + "-" + letter.offset(),
                        producer.send(
                                new ProducerRecord<>(
                                        requests, null, letter.key(), letter.value(), original))));
    }

    private void awaitFirst() throws InterruptedException {
        Sent first = sent.removeFirst();
        try {
            RecordMetadata _ = KafkaResponse.of(first.response());
            published++;
        } catch (RecordTooLargeException e) {
            tooLarge.accept(first.place());
        }
    }

    /** A poll may bring a few letters only, and each time that is remembered is a commit. */
    @Override
    public boolean readTo(Map<TopicPartition, Long> places) throws InterruptedException {
        read = places;
        if (notRemembered >= IN_FLIGHT) {
            end();
        }
        return readsOn.getAsBoolean();
    }

    @Override
    public void end() throws InterruptedException {
        while (!sent.isEmpty()) {
            awaitFirst();
        }
        if (!read.equals(remembered)) {
            memory.replayed(read);
            remembered = read;
        }
        notRemembered = 0;
    }
}
