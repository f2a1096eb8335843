package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

class ProofTest {
    private static final TopicPartition PARTITION = new TopicPartition("requests", 3);

    @Test
    void a_partition_is_ours_when_the_coordinator_takes_a_commit_for_it() {
        Coordinated consumer = new Coordinated(null);
        consumer.assign(List.of(PARTITION));
        assertThat(Proof.of(consumer, PARTITION)).isEqualTo(Proof.OURS);
        assertThat(consumer.committed).containsEntry(PARTITION, new OffsetAndMetadata(0));
    }

    @Test
    void a_proof_leaves_what_is_committed_as_it_is_wherever_the_consumer_stands() {
        Coordinated consumer = new Coordinated(null);
        consumer.assign(List.of(PARTITION));
        consumer.committed = Map.of(PARTITION, new OffsetAndMetadata(17));
        consumer.seek(PARTITION, 42);
        assertThat(Proof.of(consumer, PARTITION)).isEqualTo(Proof.OURS);
        assertThat(consumer.committed).containsEntry(PARTITION, new OffsetAndMetadata(17));
    }

    @Test
    void a_partition_that_is_not_assigned_is_not_ours() {
        Coordinated consumer = new Coordinated(null);
        assertThat(Proof.of(consumer, PARTITION)).isEqualTo(Proof.NOT_OURS);
        assertThat(consumer.committed).isEmpty();
    }

    @Test
    void a_refused_or_unanswered_commit_proves_nothing() {
        for (KafkaException trouble :
                List.of(
                        new TimeoutException("no answer"),
                        new RebalanceInProgressException("wait"),
                        new CommitFailedException())) {
            Coordinated consumer = new Coordinated(trouble);
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, 42);
            assertThat(Proof.of(consumer, PARTITION)).isEqualTo(Proof.UNKNOWN);
        }
    }

    /** A consumer whose coordinator answers as it is told. */
    private static final class Coordinated extends MockConsumer<byte[], byte[]> {
        private final @Nullable KafkaException trouble;
        private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();

        Coordinated(@Nullable KafkaException trouble) {
            super("earliest");
            this.trouble = trouble;
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
                Set<TopicPartition> partitions, Duration limit) {
            return committed;
        }

        @Override
        public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration limit) {
            if (trouble != null) {
                throw trouble;
            }
            committed = Map.copyOf(offsets);
        }
    }
}
