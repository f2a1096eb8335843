package io.panoptoupload.worker.deadletter;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.ReadProbe;
import io.panoptoupload.worker.clients.ReadProbe.Finding;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One reading of dead letters, one partition after the other: a damaged batch makes every poll
 * throw, and so ends the reading of its own partition alone. Partitions of which nothing comes wait
 * until all others are read.
 */
final class DeadLetterScan {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final KafkaClients clients;
    private final Consumer<byte[], byte[]> consumer;
    private final DeadLetters.Reader reader;
    private final InstantSource clock;
    private final Map<TopicPartition, Long> places;
    private final List<String> unreadable = new ArrayList<>();
    private boolean wanted = true;
    private boolean leftOut;

    /**
     * What is to be read of a partition.
     *
     * @param oldest letters from before then are left out. Kafka's own search by time finds nothing
     *     behind a place that cannot be read, so each letter is looked at.
     */
    record Span(TopicPartition partition, long from, long end, Instant oldest) {
        Span from(long offset) {
            return new Span(partition, offset, end, oldest);
        }
    }

    /**
     * @param places of all partitions, up to which nothing more is to be handed over
     */
    DeadLetterScan(
            KafkaClients clients,
            Consumer<byte[], byte[]> consumer,
            DeadLetters.Reader reader,
            InstantSource clock,
            Map<TopicPartition, Long> places) {
        this.clients = clients;
        this.consumer = consumer;
        this.reader = reader;
        this.clock = clock;
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

    /**
     * Hands over the letters, until there are no more or the reader has enough.
     *
     * @param timeout how long nothing may come of a partition before it is asked why
     */
    void read(List<Span> spans, Duration timeout) throws InterruptedException {
        Instant latest = clock.instant().plus(LIMIT);
        report();
        List<Span> standing = new ArrayList<>();
        for (Span each : spans) {
            read(each, Duration.ZERO).ifPresent(standing::add);
        }
        for (Span each : standing) {
            Optional<Span> rest = read(each, timeout);
            while (rest.isPresent() && wanted && !isWithheld(rest.get(), timeout)) {
                if (clock.instant().isAfter(latest)) {
                    throw new KafkaException("the dead letters were not read in " + LIMIT);
                }
                rest = read(rest.get(), timeout);
            }
        }
        reader.end();
    }

    private void report() throws InterruptedException {
        wanted = reader.readTo(Map.copyOf(places));
    }

    /** Returns what is left of it, if nothing comes of that. */
    private Optional<Span> read(Span span, Duration timeout) throws InterruptedException {
        consumer.assign(List.of(span.partition()));
        consumer.seek(span.partition(), span.from());
        long position = span.from();
        Instant moved = clock.instant();
        while (wanted && position < span.end()) {
            ConsumerRecords<byte[], byte[]> letters;
            try {
                letters = consumer.poll(POLL);
            } catch (RuntimeException e) {
                if (!ReadProbe.isUnreadable(e)) {
                    throw e;
                }
                long at = consumer.position(span.partition());
                unreadable.add(
                        new Finding.Unreadable(at, ReadProbe.reason(e)).in(span.partition()));
                return Optional.empty();
            }
            for (ConsumerRecord<byte[], byte[]> letter : letters) {
                handOver(letter, span);
            }
            long now = consumer.position(span.partition());
            if (now > position) {
                moved = clock.instant();
            } else if (!clock.instant().isBefore(moved.plus(timeout))) {
                return Optional.of(span.from(position));
            }
            position = now;
            // Never back, when all are read once more.
            places.merge(span.partition(), Math.min(span.end(), position), Math::max);
            report();
        }
        return Optional.empty();
    }

    private void handOver(ConsumerRecord<byte[], byte[]> letter, Span span)
            throws InterruptedException {
        if (letter.offset() >= span.end()) {
            return;
        }
        if (Instant.ofEpochMilli(letter.timestamp()).isBefore(span.oldest())) {
            leftOut = true;
        } else {
            reader.letter(letter);
        }
    }

    /** A broker that meets a damaged length takes it for the end, and no poll throws. */
    private boolean isWithheld(Span span, Duration timeout) {
        try (ReadProbe probe = new ReadProbe(clients.journalReader())) {
            if (probe.at(span.partition(), span.from(), timeout)
                    instanceof Finding.Withheld withheld) {
                unreadable.add(withheld.asUnreadable().in(span.partition()));
                return true;
            }
        }
        return false;
    }
}
