package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * The dead letters up to the end that the topic had when they were asked for, from the place up to
 * which they were replayed before. That place is kept as the offsets of a group that has no
 * members.
 */
final class DeadLetters {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Connection connection;
    private final String group;
    private final List<TopicPartition> partitions;

    /** Takes one letter. */
    interface Reader {
        void letter(ConsumerRecord<byte[], byte[]> letter) throws InterruptedException;
    }

    DeadLetters(Connection connection) throws InterruptedException {
        String topic = connection.topics().deadLetter();
        this.connection = connection;
        this.group = connection.installation().groupId() + "-replay";
        this.partitions =
                connection.allPartitions(topic).stream()
                        .map(number -> new TopicPartition(topic, number))
                        .toList();
    }

    /**
     * Hands over each letter.
     *
     * @param all from the oldest that is kept, whatever was replayed before
     * @return the ends up to which they were read, for {@link #replayed}
     */
    Map<TopicPartition, Long> read(boolean all, Reader reader) throws InterruptedException {
        Instant latest = Instant.now().plus(LIMIT);
        Map<TopicPartition, Long> from = all ? Map.of() : replayedBefore();
        try (Consumer<byte[], byte[]> consumer = connection.installation().clients().reader()) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
            for (TopicPartition each : partitions) {
                long beginning = beginnings.getOrDefault(each, 0L);
                consumer.seek(each, Math.max(beginning, from.getOrDefault(each, 0L)));
            }
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (Instant.now().isAfter(latest)) {
                    throw new KafkaException("the dead letters were not read in " + LIMIT);
                }
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
                    if (letter.offset() < ends.getOrDefault(partition(letter), 0L)) {
                        reader.letter(letter);
                    }
                }
            }
            return ends;
        }
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> letter) {
        return new TopicPartition(letter.topic(), letter.partition());
    }

    private Map<TopicPartition, Long> replayedBefore() throws InterruptedException {
        Map<TopicPartition, Long> known = new HashMap<>();
        answered(() ->
                        connection
                                .admin()
                                .listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        known.put(partition, offset.offset());
                    }
                });
        return known;
    }

    /** Remembers that everything before these offsets is published again. */
    void replayed(Map<TopicPartition, Long> ends) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        ends.forEach((partition, end) -> offsets.put(partition, new OffsetAndMetadata(end)));
        answered(() -> connection.admin().alterConsumerGroupOffsets(group, offsets).all());
    }

    private static <T> T answered(Supplier<org.apache.kafka.common.KafkaFuture<T>> question)
            throws InterruptedException {
        try {
            return question.get().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka
                    ? kafka
                    : new KafkaException("Kafka did not answer", e.getCause());
        }
    }

    /** Why a letter was refused, as the worker put it. */
    static String reason(ConsumerRecord<byte[], byte[]> letter) {
        @Nullable Header reason = letter.headers().lastHeader(Topics.DEAD_LETTER_REASON_HEADER);
        return reason == null || reason.value() == null
                ? "-"
                : new String(reason.value(), java.nio.charset.StandardCharsets.UTF_8);
    }

    /**
     * The headers of the record that was refused: all but the last reason, which is the worker's.
     */
    static Headers original(ConsumerRecord<byte[], byte[]> letter) {
        Header[] all = letter.headers().toArray();
        int reason = -1;
        for (int i = 0; i < all.length; i++) {
            if (all[i].key().equals(Topics.DEAD_LETTER_REASON_HEADER)) {
                reason = i;
            }
        }
        Headers kept = new RecordHeaders();
        for (int i = 0; i < all.length; i++) {
            if (i != reason) {
                kept.add(all[i]);
            }
        }
        return kept;
    }
}
