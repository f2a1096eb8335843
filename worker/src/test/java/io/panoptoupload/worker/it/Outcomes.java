package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.clients.KafkaClients;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** Everything on the outcome topic, as a reader of committed records sees it. */
final class Outcomes implements AutoCloseable {

    private final JsonMapper json = JsonMapper.builder().build();
    private final Consumer<byte[], byte[]> consumer;
    private final List<Event> events = new ArrayList<>();

    /**
     * An event and the id that it was published under.
     *
     * @param wire its headers and value, for comparison with another of that id
     */
    record Event(String ceId, OutcomeEvent event, String wire, Instant publishedAt) {
        boolean isOf(String requestId) {
            return event.requestId().equals(requestId);
        }

        /** 0 of one that ends no accepted job. */
        int attempt() {
            return Objects.requireNonNullElse(event.header().attempt(), 0);
        }

        /** 0 of one that ends no accepted job. */
        long sequence() {
            return Objects.requireNonNullElse(event.header().sequence(), 0L);
        }

        /** What its {@code ce_id} has to be. */
        String expectedId() {
            Instant acceptedAt = Objects.requireNonNull(event.header().acceptedAt());
            return event.requestId() + "/" + acceptedAt.toEpochMilli() + "/" + sequence();
        }
    }

    Outcomes(KafkaClients clients) {
        this.consumer = clients.journalScan();
    }

    /** All events so far, in the order of each request. */
    synchronized List<Event> all() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo each : consumer.partitionsFor(Topics.OUTCOMES)) {
            partitions.add(new TopicPartition(each.topic(), each.partition()));
        }
        if (!consumer.assignment().containsAll(partitions) && !partitions.isEmpty()) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        if (!partitions.isEmpty()) {
            try {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
                    events.add(event(each));
                }
            } catch (OffsetOutOfRangeException e) {
                // a test has created the topic again
                consumer.seekToBeginning(e.partitions());
            }
        }
        return List.copyOf(events);
    }

    private Event event(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder wire = new StringBuilder();
        for (Header header : record.headers()) {
            wire.append(header.key()).append('=').append(new String(header.value(), UTF_8));
            wire.append('\n');
        }
        return new Event(
                new String(record.headers().lastHeader("ce_id").value(), UTF_8),
                json.readValue(record.value(), OutcomeEvent.class),
                wire.append(new String(record.value(), UTF_8)).toString(),
                Instant.ofEpochMilli(record.timestamp()));
    }

    List<OutcomeEvent> of(String requestId) {
        return all().stream()
                .map(Event::event)
                .filter(event -> event.requestId().equals(requestId))
                .toList();
    }

    /** Waits for the event that ends an attempt. */
    OutcomeEvent awaitEnd(String requestId) {
        return await(requestId, OutcomeEvent::isFinal);
    }

    <T extends OutcomeEvent> T awaitEnd(String requestId, Class<T> type) {
        OutcomeEvent end = awaitEnd(requestId);
        assertThat(end).isInstanceOf(type);
        return type.cast(end);
    }

    OutcomeEvent.Completed awaitCompleted(String requestId) {
        return awaitEnd(requestId, OutcomeEvent.Completed.class);
    }

    OutcomeEvent await(String requestId, Predicate<OutcomeEvent> which) {
        ConditionFactory waiting = Awaitility.await("an event of " + requestId);
        return waiting.until(
                () -> of(requestId).stream().filter(which).findFirst().orElse(null),
                found -> found != null);
    }

    /** The events of a job are numbered 1, 2, 3 … and in that order, repetitions left out. */
    void assertExact(String requestId) {
        List<Long> numbers =
                of(requestId).stream()
                        .map(event -> event.header().sequence())
                        .filter(number -> number != null)
                        .distinct()
                        .toList();
        assertThat(numbers)
                .as("sequence of the events of " + requestId)
                .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    @Override
    public synchronized void close() {
        consumer.close();
    }
}
