package io.panoptoupload.gateway.webhook;

import io.panoptoupload.gateway.kafka.Background;
import io.panoptoupload.worker.clients.ReadProbe;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads the outcome topic for the receiver. Each gateway is a member of the group; an event's
 * offset is committed once the receiver has it, so that it is sent at least once, whoever dies.
 */
final class WebhookFeed implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(WebhookFeed.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Deliveries deliveries;
    private final UnreadablePartitions unreadable;
    private @Nullable Consumer<byte[], byte[]> consumer;

    /**
     * Where partitions begin; not committed yet, and kept until they are: what ends meanwhile is
     * the receiver's.
     */
    private final Map<TopicPartition, OffsetAndMetadata> begun = new HashMap<>();

    /** Whether the group has this member: one that it does not have may commit nothing. */
    private boolean joined;

    /**
     * Whether where the receiver begins was settled once, since this process started. Partitions
     * without an offset are new from then on, and the receiver is not: their topic was created
     * again, or only now.
     */
    private boolean settled;

    /**
     * @param consumers that are members of the group, and commit nothing by themselves
     */
    WebhookFeed(
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topic,
            Deliveries deliveries,
            UnreadablePartitions unreadable) {
        this.consumers = consumers;
        this.topic = topic;
        this.deliveries = deliveries;
        this.unreadable = unreadable;
    }

    /** Until the thread is closed, or Kafka ends it. */
    void run(Background thread) {
        try (Consumer<byte[], byte[]> member = consumers.get()) {
            consumer = member;
            joined = false;
            member.subscribe(List.of(topic), this);
            while (!thread.isClosed()) {
                round(member);
            }
        } finally {
            deliveries.clear();
        }
    }

    /** One poll, and one event of what waits. */
    private void round(Consumer<byte[], byte[]> member) {
        unreadable.findWithheld(member);
        boolean sent = deliveries.next();
        commit(member);
        Set<TopicPartition> waiting = new HashSet<>(deliveries.waiting());
        waiting.addAll(unreadable.leftOut());
        waiting.retainAll(member.assignment());
        member.resume(member.paused());
        member.pause(waiting);
        ConsumerRecords<byte[], byte[]> records = poll(member, sent ? Duration.ZERO : POLL);
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> fetched = records.records(partition);
            deliveries.add(partition, fetched);
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> member, Duration time) {
        try {
            return member.poll(time);
        } catch (RuntimeException e) {
            if (!ReadProbe.isUnreadable(e) || !unreadable.find(member)) {
                throw e;
            }
            return ConsumerRecords.empty();
        }
    }

    private void commit(Consumer<byte[], byte[]> member) {
        if (!joined) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>(begun);
        behind.putAll(deliveries.takeDone());
        if (behind.isEmpty()) {
            return;
        }
        try {
            member.commitSync(behind);
            begun.clear();
            settled = true;
        } catch (RebalanceInProgressException e) {
            // Whoever has a partition next sends its events once more. Where partitions begin is
            // committed in a later round: else what ends until somebody begins again is not sent.
            log.debug("offsets were not committed in a rebalance", e);
        }
    }

    /**
     * A receiver that is new hears of what ends from now on. That this is where it begins is
     * committed at once: what ends while it is away is behind it. So it is for all partitions,
     * since another member could take one without an offset for one that was added later, which the
     * receiver hears of from its beginning.
     */
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Consumer<byte[], byte[]> member = Objects.requireNonNull(consumer);
        joined = true;
        Set<TopicPartition> all = new HashSet<>(partitions);
        member.partitionsFor(topic)
                .forEach(each -> all.add(new TopicPartition(topic, each.partition())));
        Map<TopicPartition, OffsetAndMetadata> known = member.committed(all);
        // Others have begun meanwhile.
        begun.keySet().removeIf(each -> known.get(each) != null);
        if (!settled && all.stream().allMatch(each -> known.get(each) == null)) {
            begin(member.endOffsets(all));
        } else {
            List<TopicPartition> added =
                    partitions.stream().filter(each -> known.get(each) == null).toList();
            begin(member.beginningOffsets(added));
        }
        begun.forEach((partition, begin) -> {
            if (partitions.contains(partition)) {
                member.seek(partition, begin);
            }
        });
        commit(member);
        settled |= begun.isEmpty();
    }

    private void begin(Map<TopicPartition, Long> offsets) {
        offsets.forEach(
                (partition, offset) -> begun.putIfAbsent(partition, new OffsetAndMetadata(offset)));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit(Objects.requireNonNull(consumer));
        deliveries.drop(partitions);
        unreadable.forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        joined = false;
        deliveries.drop(partitions);
        unreadable.forget(partitions);
    }
}
