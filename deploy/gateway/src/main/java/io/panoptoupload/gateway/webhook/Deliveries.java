package io.panoptoupload.gateway.webhook;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What waits to be sent, partition by partition and in order, which is the order of each upload. A
 * receiver that is away is tried again, at growing intervals and without end; of what it refuses,
 * each event is sent three times and then left out, so that one event does not stop the others.
 */
final class Deliveries {
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);
    static final int MAX_REFUSALS = 3;
    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    /** Sends one event. */
    interface Sender {
        Receiver.Outcome send(FinalEvent event);
    }

    /** Hears what became of events. */
    interface Observer {
        void ended(String result);
    }

    private static final class PartitionQueue {
        private final Deque<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
        private int tries;
        private int refusals;
        private Instant notBefore = Instant.MIN;
    }

    private final Sender receiver;
    private final Observer observer;
    private final JsonMapper json;
    private final InstantSource clock;
    private final ReceiverState state;
    private final Map<TopicPartition, PartitionQueue> queues = new LinkedHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();

    Deliveries(Sender receiver, Observer observer, JsonMapper json, InstantSource clock) {
        this.receiver = receiver;
        this.observer = observer;
        this.json = json;
        this.clock = clock;
        this.state = new ReceiverState(clock);
    }

    void add(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        queues.computeIfAbsent(partition, _ -> new PartitionQueue()).records.addAll(records);
    }

    /** They are another gateway's, which goes on at what is committed. */
    void drop(Collection<TopicPartition> partitions) {
        queues.keySet().removeAll(partitions);
        done.keySet().removeAll(partitions);
    }

    /** Whoever reads on begins at what is committed. */
    void clear() {
        queues.clear();
        done.clear();
    }

    /** Of these nothing more is to be fetched for now. */
    Set<TopicPartition> waiting() {
        return queues.entrySet().stream()
                .filter(queue -> !queue.getValue().records.isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Behind what has been dealt with since the last call; to be committed. */
    Map<TopicPartition, OffsetAndMetadata> takeDone() {
        Map<TopicPartition, OffsetAndMetadata> taken = Map.copyOf(done);
        done.clear();
        return taken;
    }

    /**
     * Deals with the first record of the partition that has waited longest; false if none is due.
     */
    boolean next() {
        Instant now = clock.instant();
        Optional<Map.Entry<TopicPartition, PartitionQueue>> due =
                queues.entrySet().stream()
                        .filter(queue -> !queue.getValue().records.isEmpty())
                        .filter(queue -> !queue.getValue().notBefore.isAfter(now))
                        .findFirst();
        if (due.isEmpty()) {
            return false;
        }
        TopicPartition partition = due.get().getKey();
        PartitionQueue queue = due.get().getValue();
        // At the end of the line: the other partitions are next.
        queues.remove(partition);
        queues.put(partition, queue);
        ConsumerRecord<byte[], byte[]> record = queue.records.getFirst();
        if (isDealtWith(record, queue)) {
            queue.records.removeFirst();
            queue.tries = 0;
            queue.refusals = 0;
            queue.notBefore = Instant.MIN;
            done.put(partition, new OffsetAndMetadata(record.offset() + 1));
        } else {
            queue.tries++;
            queue.notBefore = clock.instant().plus(pause(queue.tries));
        }
        return true;
    }

    private boolean isDealtWith(ConsumerRecord<byte[], byte[]> record, PartitionQueue queue) {
        Optional<FinalEvent> event = FinalEvent.of(record, json);
        if (event.isEmpty()) {
            return true;
        }
        return switch (receiver.send(event.get())) {
            case Receiver.Outcome.Taken _ -> {
                state.takes();
                observer.ended("sent");
                yield true;
            }
            case Receiver.Outcome.Refused(int status) -> {
                queue.refusals++;
                if (queue.refusals < MAX_REFUSALS) {
                    observer.ended("retried");
                    yield false;
                }
                log.error(
                        "the receiver of gateway.webhook.url refused the event {} {} times ({}): it is left out",
                        event.get().id(),
                        queue.refusals,
                        status);
                observer.ended("refused");
                yield true;
            }
            case Receiver.Outcome.Away(String why) -> {
                state.isAway(event.get().id(), why);
                observer.ended("retried");
                yield false;
            }
        };
    }

    private static Duration pause(int tries) {
        Duration pause = MIN_PAUSE.multipliedBy(1L << Math.min(tries - 1, 10));
        return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }
}
