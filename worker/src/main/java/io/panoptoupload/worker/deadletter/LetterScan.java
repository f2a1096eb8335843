package io.panoptoupload.worker.deadletter;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.ReadProbe;
import io.panoptoupload.worker.clients.ReadProbe.Finding;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One reading of dead letters, one partition after the other: a damaged batch makes every poll
 * throw, and so ends the reading of its own partition alone.
 */
final class LetterScan {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STANDSTILL = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final KafkaClients clients;
    private final Consumer<byte[], byte[]> consumer;
    private final DeadLetters.Reader reader;
    private final InstantSource clock;
    private final Instant latest;
    private final Map<TopicPartition, Long> places;
    private final List<String> unreadable = new ArrayList<>();
    private boolean leftOut;

    /**
     * @param places of all partitions, up to which nothing more is to be handed over
     */
    LetterScan(
            KafkaClients clients,
            Consumer<byte[], byte[]> consumer,
            DeadLetters.Reader reader,
            InstantSource clock,
            Map<TopicPartition, Long> places) {
        this.clients = clients;
        this.consumer = consumer;
        this.reader = reader;
        this.clock = clock;
        this.latest = clock.instant().plus(LIMIT);
        this.places = new HashMap<>(places);
    }

    /** The places at which the reading of a partition ended, each with the reason. */
    List<String> unreadable() {
        return List.copyOf(unreadable);
    }

    /** Whether any letter was too old. */
    boolean leftOut() {
        return leftOut;
    }

    /** Reports how far it is; returns whether the reader wants more. */
    boolean report() throws InterruptedException {
        return reader.readTo(Map.copyOf(places));
    }

    /**
     * Hands over a partition's letters. Kafka's own search by time finds nothing behind a place
     * that cannot be read, so each letter is looked at.
     *
     * @param oldest letters from before then are left out
     * @return whether the reader wants more
     */
    boolean read(TopicPartition partition, long from, long end, Instant oldest)
            throws InterruptedException {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long position = from;
        Instant moved = clock.instant();
        boolean wanted = true;
        while (wanted && position < end) {
            try {
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
                    if (letter.offset() >= end) {
                        break;
                    }
                    if (Instant.ofEpochMilli(letter.timestamp()).isBefore(oldest)) {
                        leftOut = true;
                    } else {
                        reader.letter(letter);
                    }
                }
            } catch (RuntimeException e) {
                if (!ReadProbe.isUnreadable(e)) {
                    throw e;
                }
                long at = consumer.position(partition);
                unreadable.add(new Finding.Unreadable(at, ReadProbe.reason(e)).in(partition));
                return true;
            }
            long now = consumer.position(partition);
            if (now > position) {
                moved = clock.instant();
            } else if (isWithheld(partition, position, moved)) {
                return true;
            }
            position = now;
            // Never back, when all are read once more.
            places.merge(partition, Math.min(end, position), Math::max);
            wanted = report();
        }
        return wanted;
    }

    /** A broker that meets a damaged length takes it for the end, and no poll throws. */
    private boolean isWithheld(TopicPartition partition, long position, Instant moved) {
        if (clock.instant().isAfter(latest)) {
            throw new KafkaException("the dead letters were not read in " + LIMIT);
        }
        if (clock.instant().isBefore(moved.plus(STANDSTILL))) {
            return false;
        }
        try (ReadProbe probe = new ReadProbe(clients.journalReader())) {
            if (probe.at(partition, position, STANDSTILL) instanceof Finding.Withheld withheld) {
                unreadable.add(withheld.asUnreadable().in(partition));
                return true;
            }
        }
        return false;
    }
}
