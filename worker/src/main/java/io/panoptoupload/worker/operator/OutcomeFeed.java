package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.clients.ReadProbe;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Committed outcome events, from a position that is fixed when the feed is opened: what is
 * published after that cannot be missed.
 */
final class OutcomeFeed implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final JsonMapper json;
    private final Map<TopicPartition, Long> ends;
    private final boolean all;
    private boolean caughtUp;

    /**
     * One event.
     *
     * @param ceId under which it was published, however often
     * @param json as it was published
     */
    record ReceivedEvent(OutcomeEvent event, String ceId, String json) {}

    /**
     * @param all whether partitions that are added are read, too
     */
    OutcomeFeed(
            Consumer<byte[], byte[]> consumer,
            JsonMapper json,
            Map<TopicPartition, Long> ends,
            boolean all) {
        this.consumer = consumer;
        this.json = json;
        this.ends = ends;
        this.all = all;
    }

    /** Everything that is still kept, and what comes. */
    static OutcomeFeed fromBeginning(
            Connection connection, Collection<Integer> partitions, JsonMapper json) {
        OutcomeFeed feed = open(connection, partitions, json, false);
        feed.consumer.seekToBeginning(feed.ends.keySet());
        return feed;
    }

    /** What comes from now on. */
    static OutcomeFeed fromNow(
            Connection connection, Collection<Integer> partitions, JsonMapper json) {
        return fromNow(open(connection, partitions, json, false));
    }

    /**
     * What comes from now on in all partitions, also in those that are added to the topic while it
     * is read: some ids belong there then.
     */
    static OutcomeFeed allFromNow(Connection connection, JsonMapper json)
            throws InterruptedException {
        List<Integer> partitions = connection.allPartitions(connection.topics().outcomes());
        return fromNow(open(connection, partitions, json, true));
    }

    private static OutcomeFeed fromNow(OutcomeFeed feed) {
        feed.ends.forEach(feed.consumer::seek);
        return feed;
    }

    /** What is kept of one request, in its order; only its own partition is read. */
    static List<ReceivedEvent> history(Connection connection, String requestId, JsonMapper json)
            throws InterruptedException {
        List<ReceivedEvent> events = new ArrayList<>();
        List<Integer> home = List.of(connection.outcomeHome().of(requestId));
        try (OutcomeFeed feed = fromBeginning(connection, home, json)) {
            while (!feed.caughtUp()) {
                events.addAll(feed.poll(requestId::equals));
            }
        }
        return events;
    }

    private static OutcomeFeed open(
            Connection connection, Collection<Integer> partitions, JsonMapper json, boolean all) {
        String topic = connection.topics().outcomes();
        List<TopicPartition> wanted =
                partitions.stream().map(number -> new TopicPartition(topic, number)).toList();
        Consumer<byte[], byte[]> consumer = connection.installation().clients().reader();
        try {
            consumer.assign(wanted);
            return new OutcomeFeed(consumer, json, consumer.endOffsets(wanted), all);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /**
     * What has come in a moment, in the order of each request.
     *
     * @param wanted which request ids matter; the others are not even parsed
     * @throws CommandFault if the topic is damaged here
     */
    List<ReceivedEvent> poll(Predicate<String> wanted) {
        List<ReceivedEvent> received = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> each : records()) {
            if (each.key() != null && wanted.test(new String(each.key(), UTF_8))) {
                read(each).ifPresent(received::add);
            }
        }
        return received;
    }

    private ConsumerRecords<byte[], byte[]> records() {
        if (all) {
            addPartitions();
        }
        try {
            return consumer.poll(POLL);
        } catch (KafkaException e) {
            throw ReadProbe.isUnreadable(e)
                    ? CommandFault.refused(
                            "%s cannot be read (%s); let another replica of it lead"
                                    .formatted(topic(), ReadProbe.reason(e)))
                    : e;
        }
    }

    /** The consumer asks for them by itself now and then, and says what it knows. */
    private void addPartitions() {
        List<TopicPartition> known;
        try {
            known =
                    consumer.partitionsFor(topic(), POLL).stream()
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
        } catch (RetriableException e) {
            // Brokers are away, for which the poll waits.
            return;
        }
        Set<TopicPartition> assigned = consumer.assignment();
        List<TopicPartition> added =
                known.stream().filter(each -> !assigned.contains(each)).toList();
        if (!added.isEmpty()) {
            consumer.assign(Stream.concat(assigned.stream(), added.stream()).toList());
            consumer.seekToBeginning(added);
        }
    }

    private String topic() {
        return ends.keySet().iterator().next().topic();
    }

    /** Whether everything has been read that stood there when the feed was opened. */
    boolean caughtUp() {
        caughtUp =
                caughtUp
                        || ends.entrySet().stream()
                                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        return caughtUp;
    }

    private Optional<ReceivedEvent> read(ConsumerRecord<byte[], byte[]> record) {
        @Nullable Header id = record.headers().lastHeader(CloudEvents.ID_HEADER);
        if (id == null || id.value() == null || record.value() == null) {
            return Optional.empty();
        }
        try {
            @Nullable OutcomeEvent event = json.readValue(record.value(), OutcomeEvent.class);
            if (event == null || event.requestId() == null) {
                return Optional.empty();
            }
            return Optional.of(
                    new ReceivedEvent(
                            event,
                            new String(id.value(), UTF_8),
                            new String(record.value(), UTF_8)));
        } catch (JacksonException e) {
            // A type of event that a newer worker knows; the other types say the same in the end.
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
