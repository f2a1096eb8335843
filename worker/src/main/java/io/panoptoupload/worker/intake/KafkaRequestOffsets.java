package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.topics.TopicIds;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** As Kafka tells them now. */
final class KafkaRequestOffsets implements RequestOffsets {
    private final Admin admin;
    private final TopicSetup topics;
    private final String groupId;

    KafkaRequestOffsets(Admin admin, TopicSetup topics, String groupId) {
        this.admin = admin;
        this.topics = topics;
        this.groupId = groupId;
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
    public Optional<OffsetAndMetadata> committed(TopicPartition partition)
            throws InterruptedException {
        ListConsumerGroupOffsetsSpec which =
                new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition));
        try {
            return Optional.ofNullable(
                    get(admin.listConsumerGroupOffsets(Map.of(groupId, which))
                                    .partitionsToOffsetAndMetadata(groupId))
                            .get(partition));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
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
