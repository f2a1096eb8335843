package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.intake.IntakeBench;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.logging.LoggedHere;

import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/** Steps that the thread that polls and others take in turn, in every order that matters. */
class TakeoverTest {
    private static final TopicPartition REQUESTS = new TopicPartition("requests", 3);

    private final IntakeBench bench = new IntakeBench();
    private final Proofs proofs = new Proofs();
    private final Queue<Runnable> elsewhere = new ArrayDeque<>();
    private final List<String> steps = new ArrayList<>();
    private final OwnedPartition owned = new OwnedPartition(REQUESTS, Instant.EPOCH);
    private final Coordinator consumer = new Coordinator();
    private final ScriptedPreparation preparation = new ScriptedPreparation();
    private Takeover.Explanation explanation = Throwable::toString;
    private final Takeover takeover =
            new Takeover(
                    preparation,
                    proofs,
                    bench.engine,
                    failure -> explanation.of(failure),
                    elsewhere::add,
                    bench.clock);

    @BeforeEach
    void assigned() {
        consumer.assign(List.of(REQUESTS));
        consumer.updateBeginningOffsets(Map.of(REQUESTS, 0L));
        consumer.seek(REQUESTS, 0);
    }

    @Test
    void a_partition_is_proven_prepared_and_proven_again_before_it_opens_where_its_journal_says() {
        takeover.begin(owned);
        assertThat(steps).isEmpty();
        poll();
        work();
        assertThat(steps).containsExactly("proven", "prepared");
        poll();
        assertThat(steps).containsExactly("proven", "prepared", "proven", "opened");
        assertThat(consumer.position(REQUESTS)).isEqualTo(7);
    }

    /** Or a worker that dies now would leave an offset that the journal does not reach. */
    @Test
    void before_it_opens_the_group_knows_a_place_that_was_moved_back() {
        consumer.commitSync(Map.of(REQUESTS, new OffsetAndMetadata(40)), Duration.ZERO);
        preparation.journalEnd = 3;
        takeover.begin(owned);
        poll();
        work();
        preparation.beforeOpen =
                () ->
                        assertThat(consumer.committed(Set.of(REQUESTS)).get(REQUESTS))
                                .isEqualTo(
                                        new CommittedPosition(7, IntakeBench.TOPICS.requests(), 3)
                                                .toOffset(""));
        poll();
        assertThat(steps).endsWith("opened");
    }

    @Test
    void what_is_not_ours_is_not_prepared_since_that_would_fence_its_owner() {
        consumer.assign(List.of());
        takeover.begin(owned);
        poll();
        work();
        assertThat(steps).isEmpty();
    }

    @Test
    void what_cannot_be_proven_is_asked_again_before_the_next_poll() {
        consumer.refuses = true;
        takeover.begin(owned);
        poll();
        poll();
        assertThat(elsewhere).isEmpty();
        consumer.refuses = false;
        poll();
        work();
        assertThat(steps).contains("prepared");
    }

    @Test
    void a_partition_that_goes_while_it_is_prepared_is_not_opened() {
        takeover.begin(owned);
        poll();
        work();
        owned.close();
        poll();
        assertThat(steps).doesNotContain("opened");
    }

    @Test
    void a_worker_that_was_frozen_while_it_prepared_proves_again_until_it_knows() {
        takeover.begin(owned);
        poll();
        work();
        consumer.refuses = true;
        poll();
        assertThat(steps).doesNotContain("opened");
        consumer.refuses = false;
        poll();
        assertThat(steps).contains("opened");
    }

    @Test
    void a_preparation_that_fails_even_by_a_bug_begins_again_with_a_proof() {
        preparation.failure = new AssertionError("a bug");
        takeover.begin(owned);
        poll();
        work();
        preparation.failure = null;
        poll();
        work();
        poll();
        assertThat(steps).containsExactly("proven", "proven", "prepared", "proven", "opened");
    }

    /** A client cannot even be made while no bootstrap server's name resolves. */
    @Test
    void a_preparation_whose_failure_cannot_be_explained_begins_again_all_the_same() {
        explanation =
                _ -> {
                    throw new KafkaException("no resolvable bootstrap urls");
                };
        preparation.failure = new TimeoutException("no response");
        takeover.begin(owned);
        poll();
        work();
        assertThat(owned.state()).isEqualTo(OwnedPartition.State.OPENING);
        preparation.failure = null;
        poll();
        work();
        poll();
        assertThat(steps).containsExactly("proven", "proven", "prepared", "proven", "opened");
    }

    @Test
    void a_preparation_that_fails_in_the_same_way_again_is_logged_once() {
        try (LoggedHere log = new LoggedHere(Takeover.class)) {
            takeover.begin(owned);
            for (String failure : List.of("timed out at 1", "timed out at 22", "no leader")) {
                preparation.failure = new TimeoutException(failure);
                poll();
                work();
            }
            assertThat(log.lines())
                    .extracting(line -> line.getThrowableProxy().getMessage())
                    .containsExactly("timed out at 1", "no leader");
        }
    }

    @Test
    void a_writer_that_is_fenced_begins_again_with_a_proof_and_an_earlier_one_does_not() {
        takeover.begin(owned);
        poll();
        work();
        poll();
        assertThat(owned.open(0, bench.clock.instant(), opened())).isTrue();
        preparation.lost.accept(new KafkaException("fenced"));
        preparation.lost.accept(new KafkaException("fenced, reported once more"));
        work();
        assertThat(owned.state()).isEqualTo(OwnedPartition.State.OPENING);
        poll();
        work();
        poll();
        assertThat(steps)
                .containsExactly(
                        "proven",
                        "prepared",
                        "proven",
                        "opened",
                        "proven",
                        "prepared",
                        "proven",
                        "opened");
    }

    @Test
    void a_journal_that_must_not_be_gone_on_with_is_named_and_looked_at_again() {
        preparation.failure = new OpeningRefused("the journal is another one");
        takeover.begin(owned);
        poll();
        work();
        assertThat(owned.lastError()).hasValue("partition 3: the journal is another one");
        preparation.failure = null;
        poll();
        work();
        poll();
        assertThat(steps).endsWith("prepared", "proven", "opened");
    }

    private static OwnedPartition.Opened opened() {
        return new OwnedPartition.Opened(null, new OwnershipTest.Taking(), IntakeBench.TOPICS);
    }

    private void poll() {
        proofs.serve(consumer);
    }

    /** What waits for another thread than the one that polls. */
    private void work() {
        for (int left = elsewhere.size(); left > 0; left--) {
            elsewhere.remove().run();
        }
    }

    private final class ScriptedPreparation implements Takeover.Preparation {
        private @Nullable Throwable failure;
        private Consumer<Throwable> lost = _ -> {};
        private long journalEnd;
        private Runnable beforeOpen = () -> {};

        @Override
        public Optional<Takeover.Prepared> prepare(
                OwnedPartition partition, int opening, Consumer<Throwable> failed) {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException fault) {
                throw fault;
            }
            steps.add("prepared");
            lost = failed;
            return Optional.of(
                    new Takeover.Prepared(
                            InputPosition.at(7, 8, IntakeBench.TOPICS),
                            journalEnd,
                            () -> {
                                beforeOpen.run();
                                steps.add("opened");
                            }));
        }
    }

    private final class Coordinator extends MockConsumer<byte[], byte[]> {
        private boolean refuses;

        Coordinator() {
            super("none");
        }

        @Override
        public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            if (refuses) {
                throw new TimeoutException("no response");
            }
            super.commitSync(offsets, timeout);
            steps.add("proven");
        }
    }
}
