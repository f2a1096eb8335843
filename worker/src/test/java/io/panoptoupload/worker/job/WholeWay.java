package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.stage.StageResult;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** From acceptance to the end, and the ways back that Panopto may force. */
abstract class WholeWay extends Behaviour {
    @Test
    void goes_through_all_phases_and_reports_each() {
        worker.start("a");
        assertThat(worker.phase("a")).isEqualTo(Phase.PROCESSING);
        worker.passes(Duration.ofSeconds(10));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(worker.stages.ran())
                .containsExactly(
                        "a ACCEPTED", "a CREATED", "a TRANSFERRED", "a MANIFESTED", "a PROCESSING");
        assertThat(worker.published("a"))
                .containsExactly("accepted", "created", "finalised", "completed");
        OutcomeEvent.Completed completed = worker.last("a", OutcomeEvent.Completed.class);
        assertThat(completed.sessionId()).isEqualTo("session-of-upload-1");
        assertThat(completed.bytesTotal()).isEqualTo(10);
        assertThat(completed.header().sequence()).isEqualTo(4);
    }

    @Test
    void is_one_record_for_each_step_that_cannot_be_repeated_and_none_for_the_manifest() {
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.journal.phases("a"))
                .containsExactly(
                        Phase.ACCEPTED,
                        Phase.CREATED,
                        Phase.TRANSFERRED,
                        Phase.ARMED,
                        Phase.PROCESSING,
                        Phase.COMPLETED);
    }

    @Test
    void leaves_nothing_but_the_job_itself_in_the_journal_once_it_is_complete() {
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.journal.keys()).containsExactly("job:a");
        assertThat(worker.engine.load().all()).isZero();
    }

    @Test
    void asks_again_while_panopto_processes_and_holds_no_slot() {
        worker.stages.always(
                Phase.PROCESSING,
                context ->
                        new StageResult.PollAgain(
                                context.upload(), Duration.ofMinutes(1), java.util.List.of()));
        for (String id : new String[] {"a", "b", "c", "d"}) {
            worker.accept(id);
        }
        worker.runDue();
        assertThat(worker.published("d")).endsWith("finalised");
        int recorded = worker.journal.size();
        worker.passes(Duration.ofHours(1));
        assertThat(worker.journal.size())
                .describedAs("a poll that shows nothing new is no record")
                .isEqualTo(recorded);
    }

    @Test
    void begins_another_upload_wherever_panopto_lets_one_go() {
        worker.stages.next(Phase.CREATED, _ -> new StageResult.StartOver("expired"));
        worker.stages.next(Phase.TRANSFERRED, _ -> new StageResult.StartOver("expired"));
        worker.stages.next(Phase.MANIFESTED, _ -> new StageResult.StartOver("expired"));
        worker.stages.next(
                Phase.MANIFESTED,
                context -> {
                    context.arm();
                    return new StageResult.StartOver("expired");
                });
        worker.stages.next(Phase.PROCESSING, _ -> new StageResult.StartOver("deleted"));
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-6");
    }

    @Test
    void gives_up_when_panopto_has_let_go_of_ten_uploads() {
        worker.stages.always(Phase.CREATED, _ -> new StageResult.StartOver("expired"));
        worker.start("a");
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.UPLOAD_EXPIRED);
        assertThat(worker.published("a")).filteredOn("created"::equals).hasSize(10);
    }

    @Test
    void publishes_again_when_the_publishing_request_never_landed() {
        worker.stages.next(Phase.PROCESSING, _ -> new StageResult.NotFinalised());
        worker.accept("a");
        worker.passes(Duration.ofMinutes(2));
        assertThat(worker.stages.ran()).endsWith("a PROCESSING", "a ARMED", "a PROCESSING");
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(worker.published("a"))
                .containsExactly(
                        "accepted", "created", "finalised", "retry-scheduled", "completed");
    }

    @Test
    void fails_with_what_panopto_says_and_a_retry_restarts() {
        worker.stages.next(
                Phase.PROCESSING,
                _ ->
                        new StageResult.Dead(
                                new PermanentFault(ErrorCode.PROCESSING_FAILED, "bad", "codec")));
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().panoptoMessage()).isEqualTo("codec");
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-2");
    }

    @Test
    void one_record_that_cannot_be_read_does_not_keep_others_from_being_forgotten() {
        for (int i = 0; i < 60; i++) {
            worker.accept("a" + i);
        }
        worker.passes(Duration.ofMinutes(1));
        for (int i = 0; i < 52; i++) {
            worker.journal.spoil("job:a" + i);
        }
        worker.clock.advance(Duration.ofDays(8));
        worker.expire();
        assertThat(worker.journal.keys())
                .contains("job:a0")
                .doesNotContain("job:a52", "job:a59")
                .hasSize(52);
    }

    @Test
    void a_delivery_again_publishes_the_latest_event_again_and_does_nothing() {
        worker.accept("a");
        worker.accept("a");
        assertThat(worker.published("a")).containsExactly("accepted", "accepted");
        worker.passes(Duration.ofMinutes(1));
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.published("a")).endsWith("completed", "completed");
        assertThat(worker.events("a").getLast()).isEqualTo(worker.events("a").get(5));
        assertThat(worker.stages.ran()).hasSize(5);
    }

    @Test
    void is_forgotten_when_the_window_has_passed_and_its_id_is_free_again() {
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        worker.cancel("early", "never came");
        worker.clock.advance(Duration.ofDays(6));
        worker.expire();
        assertThat(worker.journal.keys()).contains("job:a", "cancel:early");
        worker.clock.advance(Duration.ofDays(2));
        worker.expire();
        assertThat(worker.journal.keys()).isEmpty();
        worker.accept("a");
        assertThat(worker.events("a").getLast()).isInstanceOf(OutcomeEvent.Accepted.class);
    }
}
