package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.intake.IntakeBench;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A Kafka that knows what the test says. */
final class KnownOffsets implements RequestOffsets {
    TopicIds topics = IntakeBench.TOPICS;
    List<String> absent = List.of();
    long beginning;
    long end = 100;
    CommittedPosition committed = CommittedPosition.NOTHING;
    OptionalLong truncated = OptionalLong.empty();
    final Map<TopicPartition, CommittedPosition> ofOthers = new HashMap<>();
    Optional<String> missingHomes = Optional.empty();
    @Nullable RuntimeException fault;

    private final TopicPartition partition;

    /**
     * @param partition of which the group has committed what the test says
     */
    KnownOffsets(TopicPartition partition) {
        this.partition = partition;
    }

    @Override
    public TopicIds topics() {
        if (fault != null) {
            throw fault;
        }
        return topics;
    }

    @Override
    public List<String> absentTopics() {
        return absent;
    }

    @Override
    public long beginning(TopicPartition partition) {
        return beginning;
    }

    @Override
    public long end(TopicPartition partition) {
        return end;
    }

    @Override
    public OptionalLong truncated(TopicPartition partition, long next, int epoch) {
        return truncated;
    }

    @Override
    public Map<TopicPartition, CommittedPosition> committed() {
        Map<TopicPartition, CommittedPosition> all = new HashMap<>(ofOthers);
        all.put(partition, committed);
        return all;
    }

    @Override
    public Optional<String> missingHomes(int journalPartitions) {
        return missingHomes;
    }
}
