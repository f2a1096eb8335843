package io.panoptoupload.gateway.events;

import io.panoptoupload.gateway.kafka.Background;
import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.kafka.TopicFollower;
import io.panoptoupload.gateway.kafka.UnreadablePlaces;
import io.panoptoupload.gateway.view.OutcomeEntries;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The one consumer that follows the outcome topic, for all listeners. Begins a little before the
 * end, so that those who come again after a restart find what they missed in memory.
 */
final class OutcomeTail implements AutoCloseable {
    /** Events that are read again at the start, all partitions together. */
    private static final long READ_AGAIN = 50_000;

    /** Characters of events that are gathered, but for one poll more. */
    private static final long MAX_BATCH = 1 << 20;

    private static final Duration POLL = Duration.ofMillis(200);

    /** Events of so long a time go out together: what it costs is by batches, not by events. */
    private static final Duration GATHERING = Duration.ofMillis(100);

    private final KafkaWatch watch;
    private final KafkaClients clients;
    private final EventRing ring;
    private final OutcomeEntries entries;
    private final UnreadablePlaces unreadable;
    private final Background thread = new Background("outcome-tail", this::follow);

    OutcomeTail(
            KafkaWatch watch,
            KafkaClients clients,
            EventRing ring,
            OutcomeEntries entries,
            UnreadablePlaces unreadable) {
        this.watch = watch;
        this.clients = clients;
        this.ring = ring;
        this.entries = entries;
        this.unreadable = unreadable;
    }

    void start() {
        thread.start();
    }

    private void follow(Background self) throws InterruptedException {
        watch.awaitFirst(self);
        TopicState topic = watch.required(watch.names().outcomes());
        try (TopicFollower records = new TopicFollower(clients, topic, unreadable)) {
            Position at = seek(records, topic);
            ring.restart(topic, at);
            boolean caughtUp = false;
            while (!self.isClosed()
                    && watch.topic(topic.name()).filter(topic::equals).isPresent()) {
                at = poll(records, at);
                caughtUp = caughtUp || records.isCaughtUp();
                if (caughtUp) {
                    self.pause(GATHERING);
                }
            }
        } finally {
            ring.restart(null, null);
        }
    }

    private static Position seek(TopicFollower records, TopicState topic) {
        Map<TopicPartition, Long> beginnings = records.beginnings();
        long[] starts = new long[topic.partitions()];
        for (TopicPartition each : topic.all()) {
            starts[each.partition()] =
                    Math.max(
                            beginnings.getOrDefault(each, 0L),
                            records.end(each) - READ_AGAIN / topic.partitions());
            records.seek(each, starts[each.partition()]);
        }
        return Position.of(topic, starts);
    }

    private Position poll(TopicFollower records, Position at) throws InterruptedException {
        List<Event> events = new ArrayList<>();
        long size = 0;
        Duration wait = POLL;
        ConsumerRecords<byte[], byte[]> polled;
        do {
            polled = records.poll(wait);
            // More of what has been fetched; nothing that is gathered waits for what is not.
            wait = Duration.ZERO;
            for (ConsumerRecord<byte[], byte[]> each : polled) {
                entries.take(each);
                @Nullable Event event = Event.of(each);
                if (event != null) {
                    events.add(event);
                    size += event.json().length();
                }
            }
        } while (polled.count() == KafkaClients.MAX_POLLED && size < MAX_BATCH);
        if (events.isEmpty()) {
            return at;
        }
        Batch batch = new Batch(events, at);
        ring.add(batch);
        return batch.behind();
    }

    @Override
    public void close() {
        thread.close();
    }
}
