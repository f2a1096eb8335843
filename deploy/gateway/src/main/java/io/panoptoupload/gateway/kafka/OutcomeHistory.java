package io.panoptoupload.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The events of one upload, as far as the outcome topic still keeps them. */
public final class OutcomeHistory {
    /** More are not handed out; the oldest of progress go first. */
    private static final int MAX_EVENTS = 500;

    /** Nor more characters than these, but for one event that has more alone. */
    private static final int MAX_LENGTH = 2_000_000;

    private static final Logger log = LoggerFactory.getLogger(OutcomeHistory.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** By which a worker's clock may differ from that of the worker that wrote before. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final KafkaWatch watch;
    private final KafkaClients clients;
    private final JsonMapper json;
    private final Semaphore readers = new Semaphore(4, true);

    public OutcomeHistory(KafkaWatch watch, KafkaClients clients, JsonMapper json) {
        this.watch = watch;
        this.clients = clients;
        this.json = json;
    }

    /**
     * An event.
     *
     * @param json without the sender's own fields
     * @param text as it was published
     */
    public record Event(JsonNode json, String text) {}

    /**
     * What was found.
     *
     * @param complete whether nothing is missing: neither what is older than the topic keeps, nor
     *     what was left out
     */
    public record Events(List<Event> events, boolean complete) {
        static final Events NOT_READ = new Events(List.of(), false);
    }

    /**
     * Reads them.
     *
     * @param since nothing was published of it before
     * @param sequence of its last event, where reading ends; null if that is not known
     */
    public Events of(String requestId, Instant since, @Nullable Long sequence)
            throws InterruptedException {
        Optional<TopicState> topic = watch.topic(watch.names().outcomes());
        if (!watch.isReachable()
                || topic.isEmpty()
                || !readers.tryAcquire(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            return Events.NOT_READ;
        }
        try {
            int home = new HomePartition(topic.get().partitions()).of(requestId);
            return read(
                    new TopicPartition(topic.get().name(), home),
                    since.minus(MARGIN),
                    new Search(json, requestId, sequence));
        } finally {
            readers.release();
        }
    }

    private Events read(TopicPartition place, Instant since, Search search) {
        try (Consumer<byte[], byte[]> consumer = clients.reader()) {
            consumer.assign(List.of(place));
            long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
            Map<TopicPartition, OffsetAndTimestamp> first =
                    consumer.offsetsForTimes(Map.of(place, since.toEpochMilli()));
            @Nullable OffsetAndTimestamp start = first.get(place);
            consumer.seek(place, start == null ? end : start.offset());
            Instant deadline = Instant.now().plus(LIMIT);
            while (!search.over && consumer.position(place) < end) {
                if (Instant.now().isAfter(deadline)) {
                    return search.found(false);
                }
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                    search.take(each);
                }
            }
            return search.found(true);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.debug("events cannot be read to their end in {}", place, e);
            return search.found(false);
        }
    }

    /** Picks the events of one upload out of all records. */
    static final class Search {
        private final JsonMapper json;
        private final byte[] key;
        private final @Nullable Long last;
        private final List<Event> events = new ArrayList<>();
        private long length;
        private boolean leftOut;
        private boolean over;

        Search(JsonMapper json, String requestId, @Nullable Long last) {
            this.json = json;
            this.key = requestId.getBytes(UTF_8);
            this.last = last;
        }

        void take(ConsumerRecord<byte[], byte[]> record) {
            if (!Arrays.equals(record.key(), key) || record.value() == null) {
                return;
            }
            try {
                String text = new String(record.value(), UTF_8);
                if (!(json.readTree(text) instanceof ObjectNode read)) {
                    leftOut = true;
                    return;
                }
                Event event = new Event(read.without("extensions"), text);
                if (isNew(event)) {
                    events.add(event);
                    length += text.length();
                }
                over = last != null && sequence(event) >= last;
            } catch (JacksonException e) {
                leftOut = true;
            }
            while (events.size() > MAX_EVENTS || (length > MAX_LENGTH && events.size() > 1)) {
                leaveOut(oldestOfProgress());
            }
        }

        /** An event is published again when its request is delivered again. */
        private boolean isNew(Event event) {
            long sequence = sequence(event);
            return sequence == 0
                    || events.isEmpty()
                    || sequence > sequence(events.getLast())
                    || sequence(events.getLast()) == 0;
        }

        private void leaveOut(int index) {
            leftOut = true;
            length -= events.remove(index).text().length();
        }

        /** The oldest of all if there is none. */
        private int oldestOfProgress() {
            for (int i = 0; i < events.size(); i++) {
                if (events.get(i).json().path("type").asString("").equals("progress")) {
                    return i;
                }
            }
            return 0;
        }

        Events found(boolean toTheEnd) {
            boolean fromTheBeginning = events.isEmpty() || sequence(events.getFirst()) <= 1;
            boolean expected = last != null && last > 0;
            boolean complete =
                    toTheEnd && !leftOut && fromTheBeginning && !(expected && events.isEmpty());
            return new Events(List.copyOf(events), complete);
        }

        private long sequence(Event event) {
            return event.json().path("sequence").asLong(0);
        }
    }
}
