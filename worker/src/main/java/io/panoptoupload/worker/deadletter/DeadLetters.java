package io.panoptoupload.worker.deadletter;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.KafkaResponse;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
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
 * The dead letters up to the end that the topic had when they were asked for, from the place up to
 * which they were replayed before. That place is kept as the offsets of a group that has no
 * members.
 *
 * <p>Kafka forgets such offsets after some days (its {@code offsets.retention.minutes}), and keeps
 * the letters. Where there is no offset, a letter may have been replayed before, so only those are
 * handed over that are younger than the deduplication window: whatever they led to, the workers
 * still know of it and do nothing twice.
 */
public final class DeadLetters {
    /** Each may have 5 MiB, and two who look at them and one replay may read at once. */
    private static final int MAX_POLLED = 4;

    private final Admin admin;
    private final KafkaClients clients;
    private final InstantSource clock;
    private final String group;
    private final Duration deduplication;
    private final String topicId;
    private final List<TopicPartition> partitions;

    /**
     * What was not handed over.
     *
     * @param before letters from before that time, if there are any
     * @param unreadable places from which on a partition cannot be read, each with the reason
     */
    public record LeftOut(Optional<Instant> before, List<String> unreadable) {}

    /** Takes the dead letters. */
    public interface Reader {
        void letter(ConsumerRecord<byte[], byte[]> letter) throws InterruptedException;

        /**
         * Everything before these offsets has been handed over.
         *
         * @param places of all partitions, for {@link #replayed}
         * @return whether to read on
         */
        boolean readTo(Map<TopicPartition, Long> places) throws InterruptedException;

        /** Nothing more comes. */
        default void end() throws InterruptedException {}
    }

    /**
     * Those of one installation.
     *
     * @param groupId the workers' group
     * @param deduplication how long workers remember what a request led to
     */
    public DeadLetters(
            Admin admin,
            KafkaClients clients,
            TopicState topic,
            String groupId,
            Duration deduplication,
            InstantSource clock) {
        this.admin = admin;
        this.clients = clients;
        this.clock = clock;
        this.group = KafkaClients.replayGroup(groupId);
        this.deduplication = deduplication;
        this.topicId = topic.id();
        this.partitions = topic.all();
    }

    /**
     * Hands over each letter.
     *
     * @param all from the oldest that is kept, whatever was replayed before
     * @param timeout how long nothing may come of a partition before it is asked, as long again,
     *     whether that can be read
     */
    public LeftOut read(boolean all, Duration timeout, Reader reader) throws InterruptedException {
        Instant remembered = clock.instant().minus(deduplication);
        Map<TopicPartition, Long> before = replayedBefore();
        try (Consumer<byte[], byte[]> consumer = clients.follower(MAX_POLLED)) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            before.entrySet()
                    .removeIf(each -> each.getValue() > ends.getOrDefault(each.getKey(), 0L));
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> places = new HashMap<>(beginnings);
            before.forEach((partition, place) -> places.merge(partition, place, Math::max));
            DeadLetterScan scan = new DeadLetterScan(clients, consumer, reader, clock, places);
            List<DeadLetterScan.Span> spans = new ArrayList<>();
            for (TopicPartition each : partitions) {
                long from = (all ? beginnings : places).getOrDefault(each, 0L);
                long end = ends.getOrDefault(each, 0L);
                Instant oldest = all || before.containsKey(each) ? Instant.MIN : remembered;
                spans.add(new DeadLetterScan.Span(each, from, end, oldest));
            }
            scan.read(spans, timeout);
            return new LeftOut(
                    scan.leftOut() ? Optional.of(remembered) : Optional.empty(), scan.unreadable());
        }
    }

    private Map<TopicPartition, Long> replayedBefore() throws InterruptedException {
        Map<TopicPartition, Long> known = new HashMap<>();
        KafkaResponse.of(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null && isMeantIn(topicId, offset)) {
                        known.put(partition, offset.offset());
                    }
                });
        return known;
    }

    /**
     * A topic that was created again has other letters. Earlier versions did not record the topic's
     * id.
     */
    private static boolean isMeantIn(String topicId, OffsetAndMetadata known) {
        return known.metadata().isBlank() || known.metadata().equals(topicId);
    }

    /** Remembers that everything before these offsets is published again. */
    public void replayed(Map<TopicPartition, Long> places) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        places.forEach(
                (partition, end) -> offsets.put(partition, new OffsetAndMetadata(end, topicId)));
        Void _ = KafkaResponse.of(admin.alterConsumerGroupOffsets(group, offsets).all());
    }
}
