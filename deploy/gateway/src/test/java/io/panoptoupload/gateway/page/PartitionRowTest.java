package io.panoptoupload.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.gateway.workers.Workers;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.topics.TopicIds;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

class PartitionRowTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Times TIMES = new Times(InstantSource.fixed(NOW), ZoneOffset.UTC);
    private static final InputPosition POSITION =
            InputPosition.at(40, 4, new TopicIds("r", "o", "j", "d"));
    private static final Workers.Member WORKER =
            new Workers.Member("worker-1", "10.0.0.7", List.of(3));

    @Test
    void one_that_gets_on_has_no_fault() {
        assertThat(faults(new Workers.Partition(3, WORKER, true, 2, NOW, POSITION))).isEmpty();
        assertThat(faults(new Workers.Partition(3, WORKER, true, 0, null, POSITION))).isEmpty();
    }

    @Test
    void one_without_a_worker_says_so() {
        assertThat(faults(new Workers.Partition(3, null, true, 0, null, POSITION)))
                .containsExactly("No worker has it.");
        assertThat(faults(new Workers.Partition(3, null, false, 0, null, null)))
                .containsExactly("No worker has it.", "It was never opened.");
    }

    @Test
    void a_request_that_nobody_takes_in_is_one_after_a_minute() {
        assertThat(faults(stalled(POSITION))).containsExactly("Its next request is not taken in.");
        assertThat(
                        faults(
                                stalled(
                                        POSITION.waiting(
                                                new InputPosition.Waits(NOW, "worker.open-jobs")))))
                .as("the limit explains it")
                .containsExactly("Requests wait, since worker.open-jobs is reached.");
    }

    @Test
    void a_request_that_may_have_ended_a_process_is_one() {
        assertThat(faults(new Workers.Partition(3, WORKER, true, 1, NOW, POSITION.asSuspect())))
                .containsExactly("Its next request may have ended the process of a worker.");
    }

    @Test
    void a_place_that_cannot_be_read_is_one_with_the_command_that_skips_it() {
        Instant found = NOW.minusSeconds(600);
        assertThat(row(stalled(POSITION.unreadableAt(41, found))).faults())
                .as("it explains that nothing is taken in")
                .singleElement()
                .satisfies(
                        fault ->
                                assertThat(fault.text())
                                        .startsWith("It cannot be read at offset 41"),
                        fault -> assertThat(fault.since()).isEqualTo(TIMES.of(found)),
                        fault ->
                                assertThat(fault.remedy())
                                        .endsWith("skip --partition 3 --offset 41"));
    }

    private static Workers.Partition stalled(InputPosition position) {
        return new Workers.Partition(3, WORKER, true, 1, NOW.minusSeconds(61), position);
    }

    private static List<String> faults(Workers.Partition partition) {
        return row(partition).faults().stream().map(PartitionRow.Fault::text).toList();
    }

    private static PartitionRow row(Workers.Partition partition) {
        return PartitionRow.of(partition, 0, TIMES);
    }
}
