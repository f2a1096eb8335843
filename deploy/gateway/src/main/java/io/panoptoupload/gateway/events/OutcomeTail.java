package io.panoptoupload.gateway.events;

import io.panoptoupload.gateway.kafka.Background;
import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.kafka.TopicState;
import io.panoptoupload.gateway.view.Rejections;
import io.panoptoupload.worker.clients.KafkaClients;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

    private static final Duration POLL = Duration.ofMillis(200);

    /** Events of so long a time go out together: what it costs is by batches, not by events. */
    private static final Duration GATHERING = Duration.ofMillis(100);

    private final KafkaWatch watch;
    private final KafkaClients clients;
    private final EventRing ring;
    private final Rejections rejections;
    private final Background thread = new Background("outcome-tail", this::follow);

    OutcomeTail(KafkaWatch watch, KafkaClients clients, EventRing ring, Rejections rejections) {
        this.watch = watch;
        this.clients = clients;
        this.ring = ring;
        this.rejections = rejections;
    }

    void start() {
        thread.start();
    }

    private void follow(Background self) throws InterruptedException {
        TopicState topic = watch.required(watch.names().outcomes());
        try (Consumer<byte[], byte[]> consumer = clients.follower()) {
            List<TopicPartition> all = topic.all();
            consumer.assign(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            Position at = seek(consumer, topic, ends);
            ring.restart(topic, at);
            boolean caughtUp = false;
            while (!self.isClosed()
                    && watch.topic(topic.name()).filter(topic::equals).isPresent()) {
                at = poll(consumer, at);
                caughtUp = caughtUp || isBehind(consumer, ends);
                if (caughtUp) {
                    self.pause(GATHERING);
                }
            }
        } finally {
            ring.restart(null, null);
        }
    }

    private static Position seek(
            Consumer<byte[], byte[]> consumer, TopicState topic, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(topic.all());
        long[] starts = new long[topic.partitions()];
        for (TopicPartition each : topic.all()) {
            long end = ends.getOrDefault(each, 0L);
            starts[each.partition()] =
                    Math.max(
                            beginnings.getOrDefault(each, 0L),
                            end - READ_AGAIN / topic.partitions());
            consumer.seek(each, starts[each.partition()]);
        }
        return Position.of(topic, starts);
    }

    private Position poll(Consumer<byte[], byte[]> consumer, Position at) {
        List<Event> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
            rejections.take(each);
            @Nullable Event event = Event.of(each);
            if (event != null) {
                events.add(event);
            }
        }
        if (events.isEmpty()) {
            return at;
        }
        Batch batch = new Batch(events, at);
        ring.add(batch);
        return batch.behind();
    }

    private static boolean isBehind(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void close() {
        thread.close();
    }
}
