package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.job.JobPartition;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class OwnershipTest {
    private static final TopicPartition ZERO = new TopicPartition("requests", 0);
    private static final TopicPartition ONE = new TopicPartition("requests", 1);
    private static final TopicPartition EXTRA = new TopicPartition("requests", 2);

    private final IntakeBench bench = new IntakeBench();
    private final List<OwnedPartition> opening = new ArrayList<>();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Ownership ownership =
            new Ownership(opening::add, bench.engine, Runnable::run, bench.clock, 2, _ -> {});

    @BeforeEach
    void assigned() {
        consumer.assign(List.of(ZERO, ONE));
        consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L, EXTRA, 0L));
        ownership.onPartitionsAssigned(consumer, List.of(ZERO, ONE));
    }

    @Test
    void a_partition_is_paused_until_it_is_open() {
        ownership.everyPoll(consumer);
        assertThat(consumer.paused()).containsExactlyInAnyOrder(ZERO, ONE);
        open(0, new Taking());
        ownership.everyPoll(consumer);
        assertThat(consumer.paused()).containsExactly(ONE);
    }

    @Test
    void a_partition_is_paused_while_its_intake_has_enough() {
        Taking busy = new Taking();
        open(0, busy);
        busy.enough = true;
        ownership.everyPoll(consumer);
        assertThat(consumer.paused()).contains(ZERO);
        busy.enough = false;
        ownership.everyPoll(consumer);
        assertThat(consumer.paused()).doesNotContain(ZERO);
    }

    @Test
    void nothing_is_taken_of_a_partition_that_is_not_open() {
        Taking taking = new Taking();
        open(0, taking);
        ownership.records(List.of(Incoming.at(0, 1, "a", "{}"), Incoming.at(1, 1, "b", "{}")));
        assertThat(taking.offered).extracting(ConsumerRecord::partition).containsExactly(0);
    }

    @Test
    void a_revoked_partition_stops_and_opens_no_more() {
        Taking taking = new Taking();
        open(0, taking);
        ownership.onPartitionsRevokedBeforeCommit(consumer, List.of(ZERO, ONE));
        assertThat(taking.stopped).isTrue();
        assertThat(ownership.partitions()).isEmpty();
        assertThat(opening.get(1).open(null, new Taking())).isFalse();
        assertThat(opening.get(1).reopen(bench.clock.instant())).isFalse();
    }

    @Test
    void a_lost_partition_stops_and_opens_no_more() {
        Taking taking = new Taking();
        open(0, taking);
        ownership.onPartitionsLost(consumer, List.of(ZERO, ONE));
        assertThat(taking.stopped).isTrue();
        assertThat(opening.get(1).open(null, new Taking())).isFalse();
    }

    @Test
    void a_partition_without_a_journal_only_forwards_and_needs_no_takeover() {
        consumer.assign(List.of(EXTRA));
        ownership.onPartitionsAssigned(consumer, List.of(EXTRA));
        assertThat(opening).extracting(OwnedPartition::number).containsExactly(0, 1);
        ownership.everyPoll(consumer);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void readiness_tells_of_partitions_that_are_not_open_and_of_a_consumer_that_is_silent() {
        ownership.everyPoll(consumer);
        open(0, new Taking());
        IntakeStatus now = IntakeStatus.of(ownership, bench.clock.instant());
        assertThat(now).isEqualTo(new IntakeStatus(1, 1, List.of()));
        assertThat(now.isReady()).isFalse();
        IntakeStatus later = IntakeStatus.of(ownership, bench.clock.instant().plusSeconds(121));
        assertThat(later.faults())
                .satisfiesExactly(
                        fault -> assertThat(fault).startsWith("partition 1 is assigned"),
                        fault -> assertThat(fault).startsWith("the consumer has not polled"));
    }

    @Test
    void the_lag_counts_what_is_published_and_what_was_fetched_and_is_not_yet_taken_in() {
        Taking busy = new Taking();
        open(0, busy);
        consumer.seek(ZERO, 4);
        consumer.updateEndOffsets(Map.of(ZERO, 10L, ONE, 7L));
        ownership.records(List.of(Incoming.at(0, 2, "a", "{}"), Incoming.at(0, 3, "b", "{}")));
        busy.next = 3;
        ownership.everyPoll(consumer);
        assertThat(ownership.lag()).isEqualTo(6 + 1);
    }

    private void open(int partition, Intake intake) {
        @Nullable JobPartition jobs = partition == 0 ? bench.partition : null;
        assertThat(opening.get(partition).open(jobs, intake)).isTrue();
    }

    /** An intake that keeps what it is offered. */
    private static final class Taking implements Intake {
        private final List<ConsumerRecord<byte[], byte[]>> offered = new ArrayList<>();
        private boolean enough;
        private boolean stopped;
        private long next;

        @Override
        public void start() {}

        @Override
        public void stop() {
            stopped = true;
        }

        @Override
        public void offer(List<ConsumerRecord<byte[], byte[]>> records) {
            offered.addAll(records);
        }

        @Override
        public boolean hasEnough() {
            return enough;
        }

        @Override
        public long next() {
            return next;
        }
    }
}
