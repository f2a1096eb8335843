package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.clients.KafkaResponse;
import io.panoptoupload.worker.topics.TopicIds;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** As Kafka reports them now. */
public final class KafkaRequestOffsets implements RequestOffsets {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Admin admin;
    private final TopicSetup topics;
    private final String groupId;
    private final Supplier<Consumer<byte[], byte[]>> consumers;

    /**
     * Offsets of one group.
     *
     * @param consumers new ones, without a group, that reset no offset by themselves
     */
    public KafkaRequestOffsets(
            Admin admin,
            TopicSetup topics,
            String groupId,
            Supplier<Consumer<byte[], byte[]>> consumers) {
        this.admin = admin;
        this.topics = topics;
        this.groupId = groupId;
        this.consumers = consumers;
    }

    @Override
    public TopicIds topics() throws InterruptedException {
        return topics.ids();
    }

    @Override
    public List<String> absentTopics() throws InterruptedException {
        return topics.absent();
    }

    @Override
    public Optional<String> missingHomes(int journalPartitions) throws InterruptedException {
        return topics.missingHomes(journalPartitions);
    }

    @Override
    public long beginning(TopicPartition partition) throws InterruptedException {
        return offset(partition, OffsetSpec.earliest()).offset();
    }

    @Override
    public long end(TopicPartition partition) throws InterruptedException {
        return offset(partition, OffsetSpec.latest()).offset();
    }

    /**
     * Only another leader can have truncated the log, and each begins an epoch of its own. Only a
     * consumer can ask for the end offset of an epoch.
     */
    @Override
    public OptionalLong truncated(TopicPartition partition, long next, int epoch)
            throws InterruptedException {
        ListOffsetsResultInfo end = offset(partition, OffsetSpec.latest());
        int latest = end.leaderEpoch().orElse(epoch);
        if (latest == epoch && next <= end.offset()) {
            return OptionalLong.empty();
        }
        if (latest < epoch) {
            return OptionalLong.of(0);
        }
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            consumer.assign(List.of(partition));
            // A position is compared with the leader's epochs only if the leader is known.
            Map<TopicPartition, Long> _ = consumer.endOffsets(List.of(partition), LIMIT);
            consumer.seek(partition, new OffsetAndMetadata(next, Optional.of(epoch), ""));
            long _ = consumer.position(partition, LIMIT);
            return next <= end.offset() ? OptionalLong.empty() : OptionalLong.of(0);
        } catch (LogTruncationException e) {
            OffsetAndMetadata diverging = e.divergentOffsets().get(partition);
            return OptionalLong.of(diverging == null ? 0 : diverging.offset());
        }
    }

    private ListOffsetsResultInfo offset(TopicPartition partition, OffsetSpec which)
            throws InterruptedException {
        try {
            return KafkaResponse.of(
                    admin.listOffsets(Map.of(partition, which)).partitionResult(partition));
        } catch (KafkaException e) {
            throw new KafkaException("the offsets of " + partition + " are unknown", e);
        }
    }

    @Override
    public Map<TopicPartition, CommittedPosition> committed() throws InterruptedException {
        try {
            Map<TopicPartition, CommittedPosition> committed = new HashMap<>();
            KafkaResponse.of(
                            admin.listConsumerGroupOffsets(groupId)
                                    .partitionsToOffsetAndMetadata(groupId))
                    .forEach((partition, known) ->
                            committed.put(partition, CommittedPosition.of(known)));
            return committed;
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        } catch (KafkaException e) {
            throw new KafkaException("the offsets of the group " + groupId + " are unknown", e);
        }
    }
}
