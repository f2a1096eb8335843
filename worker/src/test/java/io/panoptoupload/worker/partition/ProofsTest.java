package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.toMap;

import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

class ProofsTest {
    private final Proofs proofs = new Proofs();
    private final Map<Integer, Proof> results = new TreeMap<>();

    @Test
    void all_partitions_are_ours_when_the_coordinator_takes_one_commit_for_them() {
        Coordinated consumer = new Coordinated(_ -> null, 0, 1, 2);
        ask(0, 1, 2);
        proofs.serve(consumer);
        assertThat(results)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(0, Proof.OWNED, 1, Proof.OWNED, 2, Proof.OWNED));
        assertThat(consumer.commits).hasSize(1);
        assertThat(consumer.commits.getFirst()).containsEntry(at(1), known(at(1)));
    }

    @Test
    void a_partition_that_is_not_assigned_is_not_ours() {
        Coordinated consumer = new Coordinated(_ -> null, 1);
        ask(0);
        proofs.serve(consumer);
        assertThat(results).containsEntry(0, Proof.NOT_OWNED);
        assertThat(consumer.commits).isEmpty();
    }

    @Test
    void a_commit_that_is_not_confirmed_or_refused_to_the_member_proves_nothing() {
        for (KafkaException failure :
                List.of(
                        new TimeoutException("no response"),
                        new RebalanceInProgressException("wait"),
                        new CommitFailedException())) {
            Coordinated consumer = new Coordinated(_ -> failure, 0, 1);
            ask(0, 1);
            proofs.serve(consumer);
            assertThat(results).containsEntry(0, Proof.UNKNOWN).containsEntry(1, Proof.UNKNOWN);
            assertThat(consumer.commits).describedAs("asked once for all").hasSize(1);
        }
    }

    @Test
    void one_partition_that_cannot_be_committed_does_not_keep_the_others_closed() {
        TopicAuthorizationException failure = new TopicAuthorizationException("requests");
        Coordinated consumer =
                new Coordinated(offsets -> offsets.containsKey(at(1)) ? failure : null, 0, 1, 2);
        ask(0, 1, 2);
        proofs.serve(consumer);
        assertThat(results)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(0, Proof.OWNED, 1, Proof.UNKNOWN, 2, Proof.OWNED));
    }

    @Test
    void a_proof_requested_by_a_callback_is_served_before_the_next_poll() {
        Coordinated consumer = new Coordinated(_ -> new TimeoutException("no response"), 0);
        List<Proof> heard = new ArrayList<>();
        OwnedPartition owned = new OwnedPartition(at(0), Instant.EPOCH);
        proofs.request(
                owned,
                (first, _) -> {
                    heard.add(first);
                    proofs.request(owned, (second, _) -> heard.add(second));
                });
        proofs.serve(consumer);
        assertThat(heard).hasSize(1);
        proofs.serve(consumer);
        assertThat(heard).hasSize(2);
    }

    @Test
    void what_is_asked_for_a_partition_as_it_was_does_not_displace_what_is_asked_for_it_now() {
        Coordinated consumer = new Coordinated(_ -> null, 0);
        List<String> heard = new ArrayList<>();
        OwnedPartition lost = new OwnedPartition(at(0), Instant.EPOCH);
        lost.close();
        OwnedPartition cameBack = new OwnedPartition(at(0), Instant.EPOCH);
        proofs.request(cameBack, (proof, _) -> heard.add("now " + proof));
        proofs.request(lost, (proof, _) -> heard.add("as it was " + proof));
        proofs.serve(consumer);
        assertThat(heard).containsExactly("now OWNED", "as it was NOT_OWNED");
    }

    @Test
    void a_response_that_goes_wrong_does_not_keep_others_from_theirs() {
        Coordinated consumer = new Coordinated(_ -> null, 0, 1);
        proofs.request(
                new OwnedPartition(at(0), Instant.EPOCH),
                (_, _) -> {
                    throw new IllegalStateException("a bug");
                });
        ask(1);
        proofs.serve(consumer);
        assertThat(results).containsEntry(1, Proof.OWNED);
    }

    private void ask(int... partitions) {
        for (int partition : partitions) {
            proofs.request(
                    new OwnedPartition(at(partition), Instant.EPOCH),
                    (proof, _) -> results.put(partition, proof));
        }
    }

    private static TopicPartition at(int partition) {
        return new TopicPartition("requests", partition);
    }

    private static OffsetAndMetadata known(TopicPartition partition) {
        return new OffsetAndMetadata(40 + partition.partition(), "the topic's id");
    }

    /** A consumer whose coordinator responds as configured. */
    private static final class Coordinated extends MockConsumer<byte[], byte[]> {
        private final Function<Map<TopicPartition, OffsetAndMetadata>, @Nullable KafkaException>
                failures;
        private final List<Map<TopicPartition, OffsetAndMetadata>> commits = new ArrayList<>();

        Coordinated(
                Function<Map<TopicPartition, OffsetAndMetadata>, @Nullable KafkaException> failures,
                int... assigned) {
            super("none");
            this.failures = failures;
            List<TopicPartition> all = new ArrayList<>();
            for (int partition : assigned) {
                all.add(at(partition));
            }
            assign(all);
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
                Set<TopicPartition> partitions, Duration limit) {
            return partitions.stream().collect(toMap(p -> p, ProofsTest::known));
        }

        @Override
        public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration limit) {
            commits.add(Map.copyOf(offsets));
            KafkaException failure = failures.apply(offsets);
            if (failure != null) {
                throw failure;
            }
        }
    }
}
