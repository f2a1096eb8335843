package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.lecture;
import static io.panoptoupload.worker.job.Given.unavailable;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.messages.UploadRequestBuilder;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.stage.EndChecks;
import io.panoptoupload.worker.stage.StageContext;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.Upload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A cancel command in every phase, at rest, while running, and too early or too late. */
abstract class Cancelling extends Behaviour {
    @ParameterizedTest
    @EnumSource(names = {"ACCEPTED", "CREATED", "TRANSFERRED", "MANIFESTED"})
    void ends_a_job_that_waits_before_it_is_armed(Phase phase) {
        worker.stages.always(phase, unavailable(Duration.ofHours(3)));
        worker.start("a");
        worker.cancel("a", "wrong room");
        worker.runDue();
        assertCancelled("wrong room");
        assertThat(worker.discarded).hasSize(phase == Phase.ACCEPTED ? 0 : 1);
        assertThat(worker.journal.keys()).doesNotContain("cancel:a");
    }

    @ParameterizedTest
    @EnumSource(names = {"ACCEPTED", "CREATED", "TRANSFERRED", "MANIFESTED"})
    void interrupts_a_stage_that_runs(Phase phase) {
        AtomicBoolean interrupted = new AtomicBoolean();
        worker.stages.next(
                phase,
                _ -> {
                    worker.cancel("a", "wrong room");
                    interrupted.set(Thread.currentThread().isInterrupted());
                    throw new InterruptedException();
                });
        worker.start("a");
        assertThat(interrupted).isTrue();
        assertCancelled("wrong room");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void an_armed_job_is_withdrawn_and_ends_as_cancelled_when_its_upload_is_dead() {
        worker.stages.next(
                Phase.MANIFESTED,
                context -> {
                    context.arm();
                    worker.cancel("a", "wrong room");
                    throw new InterruptedException();
                });
        worker.stages.next(Phase.WITHDRAWING, unavailable(null));
        worker.start("a");
        assertThat(worker.phase("a")).isEqualTo(Phase.WITHDRAWING);
        worker.passes(Duration.ofMinutes(1));
        assertCancelled("wrong room");
        assertThat(worker.discarded).isEmpty();
    }

    @Test
    void an_armed_job_ends_as_completed_when_panopto_shows_it_published() {
        worker.stages.next(Phase.WITHDRAWING, ScriptedStages::published);
        worker.start("a");
        worker.cancel("a", "too late");
        worker.runDue();
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-1");
        assertThat(worker.journal.keys()).containsExactly("job:a");
    }

    @Test
    void a_withdrawal_survives_a_restart() {
        worker.stages.next(
                Phase.WITHDRAWING,
                context ->
                        new StageResult.PollAgain(
                                context.upload(), Duration.ofSeconds(10), List.of()));
        worker.start("a");
        worker.cancel("a", "wrong room");
        worker.runDue();
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertCancelled("wrong room");
    }

    @Test
    void a_cancel_that_is_recorded_but_not_obeyed_yet_survives_a_restart() {
        worker.stages.next(Phase.CREATED, unavailable(Duration.ofHours(3)));
        worker.start("a");
        worker.cancel("a", "wrong room");
        worker.restart();
        worker.runDue();
        assertCancelled("wrong room");
    }

    @Test
    void that_comes_while_the_completion_is_recorded_is_one_too_late() {
        worker.stages.next(
                Phase.PROCESSING,
                context -> {
                    worker.journal.beforeNext(() -> worker.cancel("a", "race"));
                    return ScriptedStages.published(context);
                });
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.events("a").getLast()).isInstanceOf(OutcomeEvent.Completed.class);
        assertThat(worker.journal.keys()).containsExactly("job:a");
        assertThat(worker.engine.load().all()).isZero();
    }

    /** It would be lost otherwise, and what the failure keeps might be published. */
    @ParameterizedTest
    @EnumSource(names = {"CREATED", "ARMED", "PROCESSING"})
    void that_comes_while_a_failure_is_recorded_takes_back_what_that_would_keep(Phase phase) {
        worker.stages.next(
                phase == Phase.ARMED ? Phase.MANIFESTED : phase,
                context -> {
                    if (phase == Phase.ARMED) {
                        context.arm();
                    }
                    worker.journal.beforeNext(() -> worker.cancel("a", "race"));
                    return Given.givenUp(ErrorCode.PANOPTO_UNAVAILABLE).run(context);
                });
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertCancelled("race");
        assertThat(worker.published("a")).doesNotContain("failed");
        assertThat(worker.journal.keys()).doesNotContain("cancel:a");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** The session is shown now: a later cancel, or a retry, finds it. */
    @Test
    void that_comes_while_it_is_recorded_that_somebody_else_has_finalised_it_forgets_no_upload() {
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    worker.journal.beforeNext(() -> worker.cancel("a", "race"));
                    throw PermanentFault.finalisedElsewhere("Somebody has finalised it.");
                });
        worker.start("a");
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        assertThat(worker.published("a")).doesNotContain("cancelled");
        assertThat(worker.discarded).isEmpty();
    }

    /** One check says so, and two more are to follow. */
    @Test
    void that_comes_before_it_is_certain_that_somebody_else_has_finalised_it_forgets_no_upload() {
        worker.stages.next(Phase.CREATED, Cancelling::foundFinalised);
        worker.start("a");
        worker.cancel("a", "wrong room");
        worker.restart();
        worker.runDue();
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().message()).contains("upload-1", "send the cancel command again");
        assertThat(worker.discarded).isEmpty();
        worker.cancel("a", "wrong room");
        worker.runDue();
        assertThat(worker.stages.ran()).endsWith("a WITHDRAWING");
        assertCancelled("wrong room");
    }

    @Test
    void that_comes_before_that_is_certain_leaves_its_session_to_a_retry() {
        worker.stages.next(Phase.CREATED, Cancelling::foundFinalised);
        worker.start("a");
        worker.cancel("a", "wrong room");
        worker.runDue();
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-1");
    }

    /** By a check of {@code CREATED}; the next one follows in a minute. */
    static StageResult foundFinalised(StageContext context) {
        Upload upload = context.upload();
        EndChecks one = new EndChecks(0, 0, 1, false, false);
        return new StageResult.PollAgain(
                new Upload(
                        upload.id(),
                        List.of(),
                        0,
                        null,
                        false,
                        null,
                        upload.matcher(),
                        one,
                        null,
                        null),
                Duration.ofMinutes(1),
                List.of());
    }

    @Test
    void that_comes_while_a_failure_is_recorded_which_keeps_nothing_is_one_too_late() {
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    worker.journal.beforeNext(() -> worker.cancel("a", "race"));
                    return Given.refused().run(context);
                });
        worker.start("a");
        assertThat(worker.published("a")).endsWith("failed");
        assertThat(worker.journal.keys()).doesNotContain("cancel:a");
    }

    @Test
    void of_a_finished_job_only_publishes_the_end_again() {
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        worker.cancel("a", "too late");
        worker.runDue();
        assertThat(worker.published("a")).endsWith("completed", "completed");
        assertThat(worker.journal.keys()).containsExactly("job:a");
    }

    @Test
    void that_overtakes_its_request_is_remembered_and_ends_it_on_arrival() {
        worker.cancel("a", "wrong room");
        worker.cancel("a", "said twice");
        worker.restart();
        worker.start("a");
        assertThat(worker.published("a")).containsExactly("accepted", "cancelled");
        assertCancelled("wrong room");
        assertThat(worker.stages.ran()).isEmpty();
    }

    @Test
    void is_refused_while_as_many_wait_for_their_requests_as_are_remembered() {
        for (int i = 0; i < PartitionJobs.MAX_EARLY_CANCELS; i++) {
            worker.cancel("unknown-" + i, "wrong room");
        }
        UploadRequest cancel = UploadRequest.cancel("a", "wrong room");
        assertThat(worker.send(cancel))
                .hasValueSatisfying(refused -> assertThat(refused).startsWith("INTERNAL: "));
        assertThat(worker.send(UploadRequest.cancel("unknown-0", "said twice"))).isEmpty();
        worker.start("unknown-0");
        assertThat(worker.phase("unknown-0")).isEqualTo(Phase.CANCELLED);
        assertThat(worker.send(cancel)).as("there is room again").isEmpty();
        worker.start("a");
        assertCancelled("wrong room");
    }

    @Test
    void of_a_job_that_is_known_needs_no_such_room() {
        worker.accept("a");
        for (int i = 0; i < PartitionJobs.MAX_EARLY_CANCELS; i++) {
            worker.cancel("unknown-" + i, "wrong room");
        }
        worker.cancel("a", "wrong room");
        worker.runDue();
        assertCancelled("wrong room");
    }

    @Test
    void passes_a_closed_gate_because_it_needs_nothing_of_panopto() {
        worker.gateOpensAt = worker.clock.instant().plus(Duration.ofHours(8));
        worker.accept("a");
        worker.cancel("a", "wrong room");
        worker.runDue();
        assertCancelled("wrong room");
    }

    @Test
    void that_fails_is_tried_again_in_a_while_and_not_at_once() {
        worker.stages.next(Phase.CREATED, unavailable(Duration.ofHours(3)));
        worker.start("a");
        worker.discardThrows = new IllegalStateException("a bug");
        worker.cancel("a", "wrong room");
        worker.journal.failNext(3);
        worker.runDue();
        worker.discardThrows = null;
        worker.passes(Duration.ofMinutes(1));
        assertCancelled("wrong room");
    }

    @Test
    void reports_nothing_after_the_end_when_the_removal_of_the_upload_fails() {
        worker.discardThrows = new IllegalStateException("a bug");
        worker.stages.next(Phase.CREATED, unavailable(null));
        worker.start("a");
        worker.cancel("a", "wrong room");
        worker.passes(Duration.ofHours(1));
        assertCancelled("wrong room");
    }

    @Test
    void an_upload_that_could_not_be_removed_does_not_hold_up_the_end() {
        worker.discardSucceeds = false;
        worker.stages.next(Phase.CREATED, unavailable(null));
        worker.start("a");
        worker.cancel("a", "wrong room");
        worker.runDue();
        assertCancelled("wrong room");
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATED", "ARMED", "PROCESSING"})
    void takes_back_the_upload_that_a_failed_job_has_kept(Phase phase) {
        worker.stages.next(
                phase == Phase.ARMED ? Phase.MANIFESTED : phase,
                context -> {
                    if (phase == Phase.ARMED) {
                        context.arm();
                    }
                    return Given.givenUp(ErrorCode.PANOPTO_UNAVAILABLE).run(context);
                });
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        worker.cancel("a", "wrong room");
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertCancelled("wrong room");
        assertThat(worker.published("a")).endsWith("failed", "accepted", "cancelled");
        assertThat(worker.last("a", OutcomeEvent.Cancelled.class).header().attempt()).isEqualTo(2);
        assertThat(worker.journal.keys()).doesNotContain("cancel:a");
    }

    @Test
    void of_a_failed_job_that_has_kept_nothing_only_publishes_the_end_again() {
        worker.stages.next(Phase.ACCEPTED, Given.refused());
        worker.start("a");
        worker.cancel("a", "too late");
        worker.runDue();
        assertThat(worker.published("a")).containsExactly("accepted", "failed", "failed");
    }

    @Test
    void does_not_end_the_attempt_that_a_retry_begins() {
        worker.cancel("a", "wrong room");
        var _ = worker.send(lecture("a").build());
        worker.runDue();
        UploadRequest retry = UploadRequest.retry("a", 1);
        var _ = worker.send(retry);
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.last("a", OutcomeEvent.Completed.class).header().attempt()).isEqualTo(2);
    }

    @Test
    void that_is_read_once_more_does_not_end_the_attempt_after_the_one_that_it_ended() {
        worker.cancel("a", "wrong room");
        var _ = worker.send(lecture("a").build());
        worker.runDue();
        worker.passes(Duration.ofMinutes(1));
        worker.stages.next(Phase.CREATED, unavailable(Duration.ofHours(3)));
        var _ = worker.send(UploadRequest.retry("a", 1));
        worker.runDue();
        worker.rereadSince = Optional.of(worker.clock.instant().minusSeconds(30));
        worker.cancel("a", "wrong room");
        worker.passes(Duration.ofHours(4));
        assertThat(worker.last("a", OutcomeEvent.Completed.class).header().attempt()).isEqualTo(2);
    }

    /** Also when it is read so late that the attempt has begun meanwhile. */
    @ParameterizedTest
    @ValueSource(ints = {0, 9})
    void that_is_read_once_more_ends_an_attempt_that_was_to_wait_when_it_was_sent(int hoursLater) {
        failedAndTriedAgainInEightHours();
        worker.clock.advance(Duration.ofMinutes(1));
        worker.rereadSince = Optional.of(worker.clock.instant());
        worker.passes(Duration.ofHours(hoursLater));
        worker.cancel("a", "wrong room");
        worker.restart();
        worker.runDue();
        assertCancelled("wrong room");
    }

    @Test
    void that_is_read_once_more_does_not_end_an_attempt_that_waits_since_after_it_was_sent() {
        Instant sent = worker.clock.instant();
        worker.clock.advance(Duration.ofMinutes(1));
        failedAndTriedAgainInEightHours();
        worker.rereadSince = Optional.of(sent);
        worker.cancel("a", "wrong room");
        worker.passes(Duration.ofHours(12));
        assertThat(worker.last("a", OutcomeEvent.Completed.class).header().attempt()).isEqualTo(2);
    }

    @Test
    void that_was_sent_after_the_retry_ends_its_attempt_however_late_both_are_read() {
        worker.stages.next(Phase.ACCEPTED, Given.refused());
        worker.start("a");
        worker.stages.next(Phase.CREATED, unavailable(Duration.ofHours(3)));
        Instant sent = worker.clock.instant();
        worker.clock.advance(Duration.ofHours(1));
        worker.rereadSince = Optional.of(sent);
        worker.retry("a", 1);
        worker.rereadSince = Optional.of(sent.plus(Duration.ofMinutes(5)));
        worker.cancel("a", "wrong room");
        worker.runDue();
        assertCancelled("wrong room");
    }

    @Test
    void that_was_sent_before_the_retry_does_not_end_its_attempt_when_both_are_read_late() {
        worker.stages.next(Phase.ACCEPTED, Given.refused());
        worker.start("a");
        Instant sent = worker.clock.instant();
        worker.clock.advance(Duration.ofHours(1));
        worker.rereadSince = Optional.of(sent);
        worker.retry("a", 1);
        worker.rereadSince = Optional.of(sent.minus(Duration.ofMinutes(5)));
        worker.cancel("a", "wrong room");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.last("a", OutcomeEvent.Completed.class).header().attempt()).isEqualTo(2);
    }

    private void failedAndTriedAgainInEightHours() {
        worker.stages.next(Phase.ACCEPTED, Given.refused());
        worker.start("a");
        worker.stages.next(Phase.CREATED, unavailable(Duration.ofHours(3)));
        Instant later = worker.clock.instant().plus(Duration.ofHours(8));
        UploadRequestBuilder retry =
                UploadRequest.builder("a").command(Command.RETRY).afterAttempt(1);
        var _ = worker.send(retry.options(Given.notBefore(later)).build());
    }

    @Test
    void that_is_read_once_more_does_not_take_back_what_a_later_attempt_has_kept() {
        worker.cancel("a", "wrong room");
        var _ = worker.send(lecture("a").build());
        worker.runDue();
        worker.passes(Duration.ofMinutes(1));
        worker.stages.next(Phase.CREATED, Given.givenUp(ErrorCode.PANOPTO_UNAVAILABLE));
        var _ = worker.send(UploadRequest.retry("a", 1));
        worker.runDue();
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        worker.rereadSince = Optional.of(worker.clock.instant().minusSeconds(30));
        worker.cancel("a", "wrong room");
        worker.runDue();
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        assertThat(worker.published("a")).endsWith("failed", "failed");
    }

    @Test
    void that_began_an_attempt_and_is_read_once_more_begins_no_other_one() {
        worker.stages.next(Phase.PROCESSING, Given.givenUp(ErrorCode.PANOPTO_UNAVAILABLE));
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        worker.rereadSince = Optional.of(worker.clock.instant());
        worker.clock.advance(Duration.ofHours(1));
        worker.stages.next(Phase.WITHDRAWING, Given.givenUp(ErrorCode.PANOPTO_UNAVAILABLE));
        worker.cancel("a", "wrong room");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.published("a")).endsWith("failed", "accepted", "failed");
        worker.cancel("a", "wrong room");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.published("a")).filteredOn("accepted"::equals).hasSize(2);
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
    }

    private void assertCancelled(String reason) {
        assertThat(worker.phase("a")).isEqualTo(Phase.CANCELLED);
        OutcomeEvent.Cancelled cancelled = worker.last("a", OutcomeEvent.Cancelled.class);
        assertThat(cancelled.error().message()).contains(reason);
        assertThat(worker.engine.load().all()).isZero();
    }
}
