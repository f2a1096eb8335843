package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.job.AdmissionResult;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.job.PartitionJobs;
import io.panoptoupload.worker.request.Incoming;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class InputProgressTest {
    private final IntakeBench bench = new IntakeBench();
    private final List<Boolean> alone = new ArrayList<>();
    private final InputProgress progress =
            new InputProgress(
                    new JobPartition(
                            0,
                            entry -> {
                                alone.add(entry.alone());
                                return bench.write(entry);
                            },
                            new PartitionJobs()),
                    (partition, position) ->
                            new ProducerRecord<>(
                                    "journal",
                                    partition,
                                    "position".getBytes(UTF_8),
                                    Long.toString(position.next()).getBytes(UTF_8)),
                    InputPosition.at(5, 4, IntakeBench.TOPICS));

    @Test
    void whatever_is_decided_by_the_jobs_as_committed_stands_alone() throws Exception {
        progress.commit(
                Incoming.at(0, 5, "a", Incoming.MINIMAL),
                () -> AdmissionResult.recordsOnly(List.of()));
        progress.markSuspect();
        progress.waits(new InputPosition.Waits(Instant.EPOCH, "worker.open-jobs"));
        progress.change(InputPosition::asSuspect);
        assertThat(alone).containsExactly(true, true, true, true);
        assertThat(progress.position().next()).isEqualTo(6);
    }
}
