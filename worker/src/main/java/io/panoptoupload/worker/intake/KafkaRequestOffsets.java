package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;

/** As Kafka tells them now. */
final class KafkaRequestOffsets implements RequestOffsets {
    private final Admin admin;
    private final String groupId;

    KafkaRequestOffsets(Admin admin, String groupId) {
        this.admin = admin;
        this.groupId = groupId;
    }

    @Override
    public long beginning(TopicPartition partition) throws InterruptedException {
        return offset(partition, OffsetSpec.earliest());
    }

    @Override
    public long end(TopicPartition partition) throws InterruptedException {
        return offset(partition, OffsetSpec.latest());
    }

    private long offset(TopicPartition partition, OffsetSpec which) throws InterruptedException {
        try {
            return get(admin.listOffsets(Map.of(partition, which)).partitionResult(partition))
                    .offset();
        } catch (ExecutionException e) {
            throw new KafkaException("the offsets of " + partition + " are unknown", e.getCause());
        }
    }

    @Override
    public OptionalLong committed(TopicPartition partition) throws InterruptedException {
        ListConsumerGroupOffsetsSpec which =
                new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition));
        try {
            @Nullable OffsetAndMetadata known =
                    get(admin.listConsumerGroupOffsets(Map.of(groupId, which))
                                    .partitionsToOffsetAndMetadata(groupId))
                            .get(partition);
            return known == null ? OptionalLong.empty() : OptionalLong.of(known.offset());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return OptionalLong.empty();
            }
            throw new KafkaException(
                    "the offsets of the group " + groupId + " are unknown", e.getCause());
        }
    }

    private static <T> T get(KafkaFuture<T> answer)
            throws InterruptedException, ExecutionException {
        return answer.get();
    }
}
