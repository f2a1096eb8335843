package io.panoptoupload.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.gateway.workers.Workers;
import io.panoptoupload.worker.job.InputPosition;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

class PartitionRowTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Workers.Member WORKER =
            new Workers.Member("worker-1", "10.0.0.7", List.of(3));

    @Test
    void one_that_gets_on_has_no_fault() {
        assertThat(faults(new Workers.Partition(3, WORKER, true, 2, NOW, null, false))).isEmpty();
        assertThat(faults(new Workers.Partition(3, WORKER, true, 0, null, null, false))).isEmpty();
    }

    @Test
    void one_without_a_worker_says_so() {
        assertThat(faults(new Workers.Partition(3, null, true, 0, null, null, false)))
                .containsExactly("No worker has it.");
        assertThat(faults(new Workers.Partition(3, null, false, 0, null, null, false)))
                .containsExactly("No worker has it.", "It was never opened.");
    }

    @Test
    void a_request_that_nobody_takes_in_is_one_after_a_minute() {
        assertThat(faults(stalled(null))).containsExactly("Its next request is not taken in.");
        assertThat(faults(stalled(new InputPosition.Waits(NOW, "worker.open-jobs"))))
                .as("the limit explains it")
                .containsExactly("Requests wait, since worker.open-jobs is reached.");
    }

    @Test
    void a_request_that_ended_a_process_is_one() {
        assertThat(faults(new Workers.Partition(3, WORKER, true, 1, NOW, null, true)))
                .containsExactly("Its next request ended the process of a worker.");
    }

    private static Workers.Partition stalled(InputPosition.@Nullable Waits waits) {
        return new Workers.Partition(3, WORKER, true, 1, NOW.minusSeconds(61), waits, false);
    }

    private static List<String> faults(Workers.Partition partition) {
        Times times = new Times(InstantSource.fixed(NOW), ZoneOffset.UTC);
        return PartitionRow.of(partition, 0, times).faults().stream()
                .map(PartitionRow.Fault::text)
                .toList();
    }
}
