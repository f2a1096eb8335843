package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.clients.ReadProbe.Finding;
import io.panoptoupload.worker.intake.Intake;
import io.panoptoupload.worker.intake.IntakeBench;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.request.Incoming;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class UnreadablePartitionsTest {
    private static final TopicPartition ZERO = new TopicPartition("requests", 0);
    private static final TopicPartition ONE = new TopicPartition("requests", 1);
    private static final int EPOCH = 3;

    private final IntakeBench bench = new IntakeBench();
    private Instant now = Instant.parse("2026-11-23T09:00:00Z");
    private final Takeovers takeovers = new Takeovers();
    private final Seeking consumer = new Seeking();
    private final Ownership ownership =
            new Ownership(takeovers, bench.engine, Runnable::run, () -> now);
    private final Map<TopicPartition, Finding> findings = new HashMap<>();
    private final List<String> probed = new ArrayList<>();
    private final UnreadablePartitions unreadable =
            new UnreadablePartitions(ownership::partitions, this::probe, () -> now);
    private final Fetching zero = new Fetching(7);
    private final Fetching one = new Fetching(40);

    @BeforeEach
    void open() {
        consumer.assign(List.of(ZERO, ONE));
        consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
        ownership.assigned(consumer, List.of(ZERO, ONE));
        open(0, zero);
        open(1, one);
        consumer.seek(ZERO, 9);
        consumer.seek(ONE, 45);
        ownership.beforePoll(consumer);
    }

    @Test
    void a_partition_that_cannot_be_read_is_fetched_no_more_and_the_others_are() {
        findings.put(ZERO, new Finding.Unreadable(9, "a flipped bit"));
        assertThat(unreadable.find(consumer)).isTrue();
        ownership.beforePoll(consumer);
        assertThat(consumer.paused()).containsExactly(ZERO);
        assertThat(probed).containsExactlyInAnyOrder("requests-0@9", "requests-1@45");
        ownership.records(List.of(Incoming.at(0, 10, "a", "{}"), Incoming.at(1, 45, "b", "{}")));
        assertThat(zero.offered)
                .describedAs("what was fetched behind it is no way around it")
                .isEmpty();
        assertThat(one.offered).hasSize(1);
    }

    @Test
    void after_a_poll_that_threw_all_is_read_again_from_where_it_is_known_to_be_taken_in() {
        consumer.setPollException(new KafkaException("thrown once more, for another partition"));
        assertThat(unreadable.find(consumer)).isFalse();
        assertThat(consumer.position(ZERO)).isEqualTo(7);
        assertThat(consumer.position(ONE)).isEqualTo(40);
    }

    @Test
    void where_all_is_read_again_is_compared_with_a_log_that_may_have_been_cut_off() {
        findings.put(ZERO, new Finding.Unreadable(9, "a flipped bit"));
        unreadable.find(consumer);
        assertThat(consumer.sought)
                .containsEntry(ZERO, new OffsetAndMetadata(7, Optional.of(EPOCH), ""))
                .containsEntry(ONE, new OffsetAndMetadata(40, Optional.of(EPOCH), ""));
        consumer.sought.clear();
        findings.put(ZERO, new Finding.Present(9));
        now = now.plusSeconds(10);
        unreadable.tryAgain(consumer);
        assertThat(consumer.sought)
                .containsEntry(ZERO, new OffsetAndMetadata(7, Optional.of(EPOCH), ""));
    }

    @Test
    void a_partition_whose_position_nobody_confirms_hides_none_that_cannot_be_read() {
        consumer.unconfirmed = Set.of(ONE);
        findings.put(ZERO, new Finding.Unreadable(9, "a flipped bit"));
        assertThat(unreadable.find(consumer)).isTrue();
        assertThat(probed).containsExactly("requests-0@9");
    }

    @Test
    void a_log_that_turns_out_to_be_cut_off_meanwhile_has_no_other_partition_pass_over_a_request() {
        consumer.isCutOffOnceMoved = true;
        assertThatThrownBy(() -> unreadable.find(consumer))
                .isInstanceOf(LogTruncationException.class);
        consumer.isCutOffOnceMoved = false;
        assertThat(consumer.position(ZERO)).isEqualTo(7);
        assertThat(consumer.position(ONE)).isEqualTo(40);
    }

    @Test
    void readiness_names_the_place_and_the_command_that_skips_it() {
        findings.put(ZERO, new Finding.Unreadable(9, "a flipped bit"));
        unreadable.find(consumer);
        assertThat(IntakeStatus.of(ownership, now, List.of()).faults())
                .singleElement()
                .asString()
                .startsWith("requests-0 cannot be read at offset 9 (a flipped bit)")
                .endsWith("panopto-upload skip --partition 0 --offset 9");
    }

    @Test
    void for_a_partition_that_only_forwards_readiness_names_the_offset_to_move() {
        findings.put(ONE, new Finding.Unreadable(45, "a flipped bit"));
        unreadable.find(consumer);
        assertThat(IntakeStatus.of(ownership, now, List.of()).faults())
                .singleElement()
                .asString()
                .startsWith("requests-1 cannot be read at offset 45 (a flipped bit)")
                .endsWith(
                        "stop the workers and move the group's offset behind it: kafka-consumer-groups.sh --reset-offsets");
    }

    @Test
    void the_journal_has_the_place_until_it_can_be_read() {
        findings.put(ZERO, new Finding.Unreadable(9, "a flipped bit"));
        unreadable.find(consumer);
        assertThat(zero.recorded).containsExactly("9 " + now);
        findings.put(ZERO, new Finding.Present(9));
        now = now.plusSeconds(10);
        unreadable.tryAgain(consumer);
        assertThat(zero.recorded).last().isEqualTo("readable");
    }

    @Test
    void it_is_tried_again_after_growing_pauses_with_a_proof_that_it_is_still_ours() {
        findings.put(ZERO, new Finding.Unreadable(9, "a flipped bit"));
        unreadable.find(consumer);
        probed.clear();
        List<Long> seconds = new ArrayList<>();
        Instant found = now;
        for (int second = 1; second <= 200; second++) {
            now = found.plusSeconds(second);
            int before = probed.size();
            unreadable.tryAgain(consumer);
            if (probed.size() > before) {
                seconds.add((long) second);
            }
        }
        assertThat(seconds).containsExactly(10L, 30L, 70L, 130L, 190L);
        assertThat(zero.proofs).isEqualTo(5);
        assertThat(one.proofs).isZero();
    }

    @Test
    void it_goes_on_from_the_same_place_once_it_can_be_read() {
        findings.put(ZERO, new Finding.Unreadable(9, "a flipped bit"));
        unreadable.find(consumer);
        zero.next = 9;
        findings.put(ZERO, new Finding.Present(9));
        now = now.plusSeconds(10);
        unreadable.tryAgain(consumer);
        ownership.beforePoll(consumer);
        assertThat(consumer.paused()).isEmpty();
        assertThat(consumer.position(ZERO)).isEqualTo(9);
        assertThat(IntakeStatus.of(ownership, now, List.of()).faults()).isEmpty();
    }

    /** With kafka-delete-records. The next poll says so, and the partition is opened again. */
    @Test
    void it_goes_on_once_somebody_has_deleted_what_could_not_be_read() {
        findings.put(ZERO, new Finding.Unreadable(9, "a flipped bit"));
        unreadable.find(consumer);
        findings.put(ZERO, new Finding.OutOfRange("fetch position 9 is out of range"));
        now = now.plusSeconds(10);
        unreadable.tryAgain(consumer);
        ownership.beforePoll(consumer);
        assertThat(consumer.paused()).isEmpty();
        assertThat(consumer.position(ZERO)).isEqualTo(7);
        assertThat(zero.recorded).last().isEqualTo("readable");
    }

    @Test
    void a_lack_of_response_neither_condemns_a_partition_nor_acquits_it() {
        findings.put(ZERO, new Finding.Unknown("no response"));
        assertThat(unreadable.find(consumer)).isFalse();
        findings.put(ZERO, new Finding.Unreadable(9, "a flipped bit"));
        unreadable.find(consumer);
        findings.put(ZERO, new Finding.Unknown("no response"));
        now = now.plusSeconds(10);
        unreadable.tryAgain(consumer);
        ownership.beforePoll(consumer);
        assertThat(consumer.paused()).containsExactly(ZERO);
    }

    @Test
    void a_partition_of_which_the_broker_hands_out_nothing_is_found_though_no_poll_throws() {
        consumer.updateEndOffsets(Map.of(ZERO, 12L, ONE, 45L));
        findings.put(ZERO, new Finding.Withheld(9, 12));
        for (int second = 0; second <= 30; second++) {
            assertThat(probed).isEmpty();
            unreadable.findWithheld(consumer);
            now = now.plusSeconds(1);
        }
        assertThat(probed).containsExactly("requests-0@9");
        assertThat(IntakeStatus.of(ownership, now, List.of()).faults())
                .anySatisfy(fault ->
                        assertThat(fault)
                                .startsWith("requests-0 cannot be read at offset 9 (the broker"));
    }

    @Test
    void a_partition_that_gets_on_is_not_asked_about() {
        consumer.updateEndOffsets(Map.of(ZERO, 100L, ONE, 45L));
        for (int second = 0; second <= 60; second++) {
            unreadable.findWithheld(consumer);
            consumer.seek(ZERO, 9L + second);
            now = now.plusSeconds(1);
        }
        assertThat(probed).isEmpty();
    }

    private Finding probe(TopicPartition partition, long offset) {
        probed.add(partition + "@" + offset);
        return findings.getOrDefault(partition, new Finding.Present(offset));
    }

    private void open(int partition, Intake intake) {
        assertThat(
                        takeovers
                                .begun
                                .get(partition)
                                .open(
                                        0,
                                        now,
                                        new OwnedPartition.Opened(
                                                partition == 0 ? bench.partition : null,
                                                intake,
                                                IntakeBench.TOPICS)))
                .isTrue();
    }

    private static final class Seeking extends MockConsumer<byte[], byte[]> {
        private final Map<TopicPartition, OffsetAndMetadata> sought = new HashMap<>();
        private Set<TopicPartition> unconfirmed = Set.of();
        private boolean isCutOffOnceMoved;
        private boolean isMoved;

        Seeking() {
            super("none");
        }

        @Override
        public synchronized long position(TopicPartition partition) {
            if (unconfirmed.contains(partition)) {
                throw new TimeoutException("the position could not be determined");
            }
            if (isCutOffOnceMoved && isMoved) {
                throw new LogTruncationException("cut off", Map.of(partition, 1L), Map.of());
            }
            return super.position(partition);
        }

        @Override
        public synchronized void seek(TopicPartition partition, long offset) {
            super.seek(partition, offset);
            sought.put(partition, new OffsetAndMetadata(offset));
            isMoved = isCutOffOnceMoved;
        }

        @Override
        public void seek(TopicPartition partition, OffsetAndMetadata offset) {
            super.seek(partition, offset);
            sought.put(partition, offset);
        }
    }

    /** An intake that takes in nothing by itself. */
    private static final class Fetching implements Intake {
        private final List<ConsumerRecord<byte[], byte[]>> offered = new ArrayList<>();
        private final List<String> recorded = new ArrayList<>();
        private long next;
        private int proofs;

        Fetching(long next) {
            this.next = next;
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public void offer(List<ConsumerRecord<byte[], byte[]>> records) {
            offered.addAll(records);
        }

        @Override
        public boolean hasEnough() {
            return false;
        }

        @Override
        public InputPosition position() {
            return InputPosition.at(0, 8, IntakeBench.TOPICS).after(next - 1, EPOCH);
        }

        @Override
        public void proveOwnership() {
            proofs++;
        }

        @Override
        public void unreadable(long offset, Instant found) {
            recorded.add(offset + " " + found);
        }

        @Override
        public void readable() {
            recorded.add("readable");
        }

        @Override
        public Optional<String> lastError() {
            return Optional.empty();
        }
    }
}
