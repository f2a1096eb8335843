package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.givenUp;
import static io.panoptoupload.worker.job.Given.refused;
import static io.panoptoupload.worker.job.Given.turnedAway;
import static io.panoptoupload.worker.job.Given.unavailable;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.stage.StageResult;

import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The traces of a request through its stages. */
abstract class Following extends Behaviour {
    private static final String ASKED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void each_stage_is_reported_once_with_the_request_that_asked() {
        worker.trace = Optional.of(ASKED);
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.traces.ended())
                .containsExactly(
                        "create DONE",
                        "transfer DONE",
                        "manifest DONE",
                        "finalise DONE",
                        "processing COMPLETED");
        assertThat(worker.traces.began())
                .allSatisfy(due -> {
                    assertThat(due.requestId()).isEqualTo("a");
                    assertThat(due.traceparent()).contains(ASKED);
                    assertThat(due.attempt()).isEqualTo(1);
                    assertThat(due.worker()).isEqualTo("worker-1");
                });
    }

    @Test
    void events_carry_the_trace_that_asked_and_not_the_runs() {
        worker.trace = Optional.of(ASKED);
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.journal.traces()).containsOnly(ASKED);
    }

    @Test
    void processing_is_one_run_from_its_begin_however_often_panopto_is_asked() {
        for (int i = 0; i < 5; i++) {
            worker.stages.next(
                    Phase.PROCESSING,
                    context ->
                            new StageResult.PollAgain(
                                    context.upload(), Duration.ofMinutes(1), List.of()));
        }
        worker.accept("a");
        Instant finalised = worker.clock.instant();
        worker.passes(Duration.ofHours(1));
        assertThat(worker.traces.ended())
                .filteredOn(run -> run.startsWith("processing"))
                .containsExactly("processing COMPLETED");
        assertThat(worker.traces.began().getLast().since()).isEqualTo(finalised);
    }

    @Test
    void a_fault_is_reported_with_its_code_whenever_it_is_met() {
        worker.stages.next(Phase.CREATED, unavailable(null));
        worker.stages.next(Phase.CREATED, refused());
        worker.accept("a");
        worker.passes(Duration.ofHours(1));
        assertThat(worker.traces.ended())
                .containsExactly(
                        "create DONE",
                        "transfer PARKED PANOPTO_UNAVAILABLE",
                        "transfer FAILED FOLDER_NOT_FOUND");
    }

    @Test
    void what_is_given_up_is_reported_as_failed() {
        worker.stages.next(Phase.ACCEPTED, givenUp(ErrorCode.PANOPTO_UNAVAILABLE));
        worker.start("a");
        assertThat(worker.traces.ended()).containsExactly("create FAILED PANOPTO_UNAVAILABLE");
    }

    @Test
    void what_panopto_was_not_asked_is_not_disclosed() {
        worker.stages.next(Phase.ACCEPTED, turnedAway());
        worker.start("a");
        assertThat(worker.traces.began()).hasSize(1);
        assertThat(worker.traces.ended()).isEmpty();
    }

    @Test
    void an_upload_that_is_gone_is_reported_as_started_over() {
        worker.stages.next(Phase.CREATED, _ -> new StageResult.StartOver("expired"));
        worker.start("a");
        assertThat(worker.traces.ended())
                .startsWith("create DONE", "transfer STARTED_OVER", "create DONE", "transfer DONE");
    }

    @Test
    void a_cancel_is_reported_by_the_stage_that_it_ends() {
        worker.stages.next(
                Phase.CREATED,
                _ -> {
                    worker.cancel("a", "not wanted");
                    throw new InterruptedException();
                });
        worker.start("a");
        assertThat(worker.traces.ended())
                .containsExactly("create DONE", "transfer STOPPED", "transfer CANCELLED");
    }

    @Test
    void a_lost_partition_is_reported_as_such() {
        worker.stages.next(
                Phase.CREATED,
                _ -> {
                    throw new OwnershipLost("another's", null);
                });
        worker.start("a");
        assertThat(worker.traces.ended()).containsExactly("create DONE", "transfer LOST");
    }

    @Test
    void lines_of_a_stage_name_its_run() {
        List<String> spans = new ArrayList<>();
        worker.stages.next(
                Phase.TRANSFERRED,
                context -> {
                    spans.add(MDC.get("spanId"));
                    return new StageResult.Done(context.upload(), List.of());
                });
        worker.trace = Optional.of(ASKED);
        worker.start("a");
        assertThat(worker.traces.began().get(2).stage()).isEqualTo(Stage.MANIFEST);
        assertThat(spans).containsExactly("0000000000000003");
    }
}
