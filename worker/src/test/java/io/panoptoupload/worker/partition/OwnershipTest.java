package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.broker.Patience;
import io.panoptoupload.worker.intake.Intake;
import io.panoptoupload.worker.intake.IntakeBench;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.job.PartitionJobs;
import io.panoptoupload.worker.job.Phase;
import io.panoptoupload.worker.journal.PartitionWriter;
import io.panoptoupload.worker.request.Incoming;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadStage;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class OwnershipTest {
    private static final TopicPartition ZERO = new TopicPartition("requests", 0);
    private static final TopicPartition ONE = new TopicPartition("requests", 1);
    private static final TopicPartition EXTRA = new TopicPartition("requests", 2);

    private final IntakeBench bench = new IntakeBench();
    private final Takeovers takeovers = new Takeovers();
    private final List<OwnedPartition> opening = takeovers.begun;
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final Ownership ownership =
            new Ownership(takeovers, bench.engine, Runnable::run, bench.clock);

    @BeforeEach
    void assigned() {
        consumer.assign(List.of(ZERO, ONE));
        consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L, EXTRA, 0L));
        ownership.assigned(consumer, List.of(ZERO, ONE));
    }

    @Test
    void a_partition_is_paused_until_it_is_open() {
        ownership.beforePoll(consumer);
        assertThat(consumer.paused()).containsExactlyInAnyOrder(ZERO, ONE);
        open(0, new Taking());
        ownership.beforePoll(consumer);
        assertThat(consumer.paused()).containsExactly(ONE);
    }

    @Test
    void a_partition_is_paused_while_its_intake_has_enough() {
        Taking busy = new Taking();
        open(0, busy);
        busy.enough = true;
        ownership.beforePoll(consumer);
        assertThat(consumer.paused()).contains(ZERO);
        busy.enough = false;
        ownership.beforePoll(consumer);
        assertThat(consumer.paused()).doesNotContain(ZERO);
    }

    @Test
    void a_worker_is_ready_once_the_group_has_it_and_what_it_was_given_is_open() {
        assertThat(status().member()).isFalse();
        ownership.beforePoll(consumer);
        assertThat(status().member()).isTrue();
        open(0, new Taking());
        assertThat(status().isReady()).describedAs("one is still opening").isFalse();
        open(1, new Taking());
        assertThat(status().isReady()).isTrue();
    }

    /** An alert takes them from the journal's partitions: what is missing is open nowhere. */
    @Test
    void what_is_only_forwarded_hides_no_partition_that_is_open_nowhere() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new IntakeMeters(registry).bind(ownership, bench.clock, 1, this::status);
        open(1, new Taking());
        assertThat(registry.get("panopto.upload.partitions").tag("state", "open").gauge().value())
                .isZero();
        open(0, new Taking());
        assertThat(registry.get("panopto.upload.partitions").tag("state", "open").gauge().value())
                .isEqualTo(1);
    }

    private IntakeStatus status() {
        return status(bench.clock.instant());
    }

    private IntakeStatus status(Instant now) {
        return IntakeStatus.of(ownership, now, List.of());
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
        ownership.revoked(consumer, List.of(ZERO, ONE));
        assertThat(taking.stopped).isTrue();
        assertThat(ownership.partitions()).isEmpty();
        assertThat(opening.get(1).open(0, bench.clock.instant(), opened(null, new Taking())))
                .isFalse();
        assertThat(opening.get(1).reopen(0, bench.clock.instant(), "x")).isEmpty();
    }

    @Test
    void what_a_job_records_while_its_partition_is_revoked_is_committed() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        UploadStage untilStopped =
                _ -> {
                    runs.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new StageResult.Done(
                            Upload.created("upload-1", "Week 12", 1), List.of());
                };
        IntakeBench running =
                new IntakeBench(Thread::startVirtualThread, Map.of(Phase.ACCEPTED, untilStopped));
        PartitionWriter writer =
                new PartitionWriter(
                        new TopicPartition("journal", 0),
                        new MockProducer<>(
                                true, null, new ByteArraySerializer(), new ByteArraySerializer()),
                        _ -> {});
        JobPartition jobs =
                new JobPartition(
                        0, entry -> writer.write(running.committedBy(entry)), new PartitionJobs());
        Ownership revoking = new Ownership(takeovers, running.engine, Runnable::run, running.clock);
        revoking.assigned(consumer, List.of(ZERO));
        OwnedPartition owned = opening.getLast();
        assertThat(owned.writing(0, writer)).isTrue();
        assertThat(owned.open(0, running.clock.instant(), opened(jobs, new Taking()))).isTrue();
        writer.fenceOthers();
        writer.start(0);
        running.engine.start();
        running.takeIn("a", jobs);
        assertThat(runs.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        revoking.revoked(consumer, List.of(ZERO));

        running.engine.close();
        assertThat(running.written)
                .filteredOn(record -> Arrays.equals(record.key(), "job:a".getBytes(UTF_8)))
                .describedAs("as accepted, and with its upload")
                .hasSize(2);
    }

    @Test
    void a_lost_partition_stops_and_opens_no_more() {
        Taking taking = new Taking();
        open(0, taking);
        ownership.lost(List.of(ZERO, ONE));
        assertThat(taking.stopped).isTrue();
        assertThat(opening.get(1).open(0, bench.clock.instant(), opened(null, new Taking())))
                .isFalse();
    }

    @Test
    void
            a_partition_whose_offset_the_topic_does_not_have_is_opened_again_and_not_read_until_then() {
        Taking lost = new Taking();
        open(0, lost);
        open(1, new Taking());
        ownership.beforePoll(consumer);
        lost.next = 50;
        ownership.offsetsOutOfRange(
                consumer, new OffsetOutOfRangeException("out of range", Map.of(ZERO, 50L)));
        assertThat(takeovers.reopened)
                .extracting(OwnedPartition::number)
                .describedAs("once, however often it is reported")
                .containsExactly(0);
        assertThat(lost.stopped).isTrue();
        ownership.offsetsOutOfRange(
                consumer, new OffsetOutOfRangeException("out of range", Map.of(ZERO, 0L)));
        assertThat(takeovers.reopened).hasSize(1);
        ownership.beforePoll(consumer);
        assertThat(consumer.paused()).containsExactly(ZERO);
        assertThat(opening.getFirst().consumedUpTo())
                .describedAs("what is known to be taken in is not forgotten")
                .hasValue(new CommittedPosition(50, IntakeBench.TOPICS.requests(), 0));
    }

    @Test
    void the_group_gets_the_topic_in_which_an_offset_is_meant() {
        Taking taking = new Taking();
        open(0, taking);
        taking.next = 7;
        ownership.beforePoll(consumer);
        assertThat(consumer.committed(Set.of(ZERO)))
                .containsEntry(ZERO, new OffsetAndMetadata(7, "requests-id 0"));
    }

    @Test
    void the_group_is_told_of_a_journal_that_has_lost_records() {
        open(0, new Taking());
        opening.getFirst().journalRolledBack();
        ownership.beforePoll(consumer);
        assertThat(consumer.committed(Set.of(ZERO)))
                .containsEntry(
                        ZERO, new OffsetAndMetadata(0, "requests-id %d".formatted(Long.MAX_VALUE)));
    }

    @Test
    void nothing_is_fetched_of_a_partition_from_the_moment_it_is_assigned() {
        assertThat(consumer.paused()).containsExactlyInAnyOrder(ZERO, ONE);
    }

    @Test
    void a_partition_whose_assignment_was_missed_is_taken_up_before_the_next_poll() {
        consumer.assign(List.of(ONE, EXTRA));
        ownership.beforePoll(consumer);
        assertThat(ownership.partitions())
                .extracting(OwnedPartition::number)
                .containsExactlyInAnyOrder(1, 2);
        assertThat(opening.getFirst().state()).isEqualTo(OwnedPartition.State.CLOSED);
    }

    @Test
    void a_partition_that_fails_again_and_again_waits_longer_each_time_and_says_so() {
        OwnedPartition failing = opening.getFirst();
        Instant now = bench.clock.instant();
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int which = failing.opening();
            assertThat(failing.open(which, now, opened(bench.partition, new Taking()))).isTrue();
            pauses.add(failing.reopen(which, now, "fenced").orElseThrow());
            assertThat(failing.reopen(which, now, "reported twice")).isEmpty();
        }
        assertThat(pauses)
                .isSorted()
                .startsWith(Duration.ofMillis(200))
                .endsWith(Duration.ofSeconds(30));
        assertThat(status(now).faults())
                .singleElement()
                .asString()
                .startsWith("partition 0 could not be opened")
                .endsWith("fenced");
        assertThat(failing.open(failing.opening(), now, opened(bench.partition, new Taking())))
                .isTrue();
        assertThat(status(now).faults()).isEmpty();
        Instant later = now.plusSeconds(61);
        assertThat(failing.reopen(failing.opening(), later, "fenced"))
                .hasValue(Duration.ofMillis(200));
    }

    @Test
    void readiness_says_what_a_journal_has_and_what_a_record_has() {
        Taking failing = new Taking();
        failing.lastError = Optional.of("record 0-7 has failed");
        open(0, failing);
        assertThat(opening.get(1).refuse(0, "the journal is another one", null)).isPresent();
        assertThat(status().faults())
                .containsExactlyInAnyOrder(
                        "record 0-7 has failed", "partition 1: the journal is another one");
    }

    @Test
    void readiness_reports_a_coordinator_that_does_not_respond() {
        open(0, new Taking());
        ownership.beforePoll(consumer);
        Instant now = bench.clock.instant();
        assertThat(status(now).faults()).isEmpty();
        assertThat(status(now.plusSeconds(61)).faults())
                .anyMatch(fault -> fault.startsWith("the group's coordinator has not responded"));
    }

    @Test
    void a_poll_that_throws_does_not_count_as_one() {
        Instant before = ownership.polledAt();
        ownership.beforePoll(consumer);
        assertThat(ownership.polledAt()).isEqualTo(before);
        ownership.polled();
        assertThat(ownership.polledAt()).isAfter(before);
    }

    @Test
    void readiness_reports_partitions_that_are_not_open_and_a_consumer_that_does_not_poll() {
        ownership.beforePoll(consumer);
        open(0, new Taking());
        IntakeStatus now = status();
        assertThat(now).isEqualTo(new IntakeStatus(true, 1, 1, List.of(), List.of()));
        assertThat(now.isReady()).isFalse();
        IntakeStatus later = status(bench.clock.instant().plusSeconds(121));
        assertThat(later.faults())
                .satisfiesExactly(
                        fault -> assertThat(fault).startsWith("partition 1 is assigned"),
                        fault -> assertThat(fault).startsWith("the consumer has not polled"),
                        fault -> assertThat(fault).startsWith("the group's coordinator"));
    }

    @Test
    void the_lag_counts_what_is_published_and_what_was_fetched_and_is_not_yet_taken_in() {
        Taking busy = new Taking();
        open(0, busy);
        consumer.seek(ZERO, 4);
        consumer.updateEndOffsets(Map.of(ZERO, 10L, ONE, 7L));
        ownership.records(List.of(Incoming.at(0, 2, "a", "{}"), Incoming.at(0, 3, "b", "{}")));
        busy.next = 3;
        ownership.beforePoll(consumer);
        assertThat(ownership.lag()).isEqualTo(6 + 1);
    }

    private void open(int partition, Intake intake) {
        @Nullable JobPartition jobs = partition == 0 ? bench.partition : null;
        assertThat(opening.get(partition).open(0, bench.clock.instant(), opened(jobs, intake)))
                .isTrue();
    }

    private static OwnedPartition.Opened opened(@Nullable JobPartition jobs, Intake intake) {
        return new OwnedPartition.Opened(jobs, intake, IntakeBench.TOPICS);
    }

    /** An intake that keeps what it is offered. */
    static final class Taking implements Intake {
        private final List<ConsumerRecord<byte[], byte[]>> offered = new ArrayList<>();
        private boolean enough;
        private boolean stopped;
        private long next;
        private Optional<String> lastError = Optional.empty();

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
        public InputPosition position() {
            return InputPosition.at(next, 8, IntakeBench.TOPICS);
        }

        @Override
        public void proveOwnership() {}

        @Override
        public Optional<String> lastError() {
            return lastError;
        }
    }
}
