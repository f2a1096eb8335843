package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.givenUp;
import static io.panoptoupload.worker.job.Given.lecture;
import static io.panoptoupload.worker.job.Given.refused;
import static io.panoptoupload.worker.job.Given.unavailable;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.UploadRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A retry command after failed and cancelled, with and without new content. */
abstract class Retrying extends Behaviour {
    @ParameterizedTest
    @EnumSource(names = {"CREATED", "TRANSFERRED", "MANIFESTED"})
    void goes_on_from_the_phase_that_failed_when_panopto_was_away_for_too_long(Phase phase) {
        worker.stages.next(phase, givenUp(ErrorCode.PANOPTO_UNAVAILABLE));
        worker.start("a");
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        worker.restart();
        worker.retry("a", 1);
        assertThat(worker.phase("a")).isEqualTo(phase);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-1");
    }

    @Test
    void restarts_when_the_upload_is_gone() {
        worker.stages.next(Phase.ACCEPTED, refused());
        worker.stages.next(Phase.CREATED, refused());
        worker.start("a");
        worker.retry("a", 1);
        worker.runDue();
        worker.retry("a", 2);
        worker.passes(Duration.ofMinutes(1));
        OutcomeEvent.Completed completed = worker.last("a", OutcomeEvent.Completed.class);
        assertThat(completed.header().attempt()).isEqualTo(3);
        assertThat(completed.sessionId()).isEqualTo("session-of-upload-2");
    }

    @ParameterizedTest
    @EnumSource(names = {"ARMED", "PROCESSING"})
    void with_new_content_sees_an_armed_upload_dead_first(Phase phase) {
        failAt(phase);
        var _ = worker.send(newContent());
        assertThat(worker.phase("a")).isEqualTo(Phase.WITHDRAWING);
        worker.passes(Duration.ofMinutes(1));
        OutcomeEvent.Completed completed = worker.last("a", OutcomeEvent.Completed.class);
        assertThat(completed.sessionId()).isEqualTo("session-of-upload-2");
    }

    @Test
    void with_new_content_makes_no_second_session_when_the_first_is_published_after_all() {
        failAt(Phase.PROCESSING);
        worker.stages.next(Phase.WITHDRAWING, ScriptedStages::published);
        var _ = worker.send(newContent());
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-1");
    }

    @Test
    void goes_on_with_a_withdrawal_that_failed() {
        failAt(Phase.PROCESSING);
        worker.stages.next(Phase.WITHDRAWING, refused());
        var _ = worker.send(newContent());
        worker.runDue();
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        worker.retry("a", 2);
        assertThat(worker.phase("a")).isEqualTo(Phase.WITHDRAWING);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-2");
    }

    @Test
    void with_new_content_from_an_upload_that_is_not_armed_starts_over() {
        worker.discardSucceeds = false;
        worker.stages.next(Phase.CREATED, refused());
        worker.start("a");
        var _ = worker.send(newContent());
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-2");
    }

    @Test
    void with_new_content_obeys_its_not_before() {
        worker.stages.next(Phase.ACCEPTED, refused());
        worker.start("a");
        Instant later = worker.clock.instant().plus(Duration.ofHours(2));
        var _ =
                worker.send(
                        lecture("a")
                                .command(Command.RETRY)
                                .afterAttempt(1)
                                .title("Another title")
                                .options(new Options(Priority.NORMAL, later, null))
                                .build());
        worker.passes(Duration.ofHours(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.ACCEPTED);
        worker.passes(Duration.ofHours(2));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void after_a_cancel_starts_over() {
        worker.stages.next(Phase.CREATED, unavailable(null));
        worker.start("a");
        worker.cancel("a", "wrong room");
        worker.runDue();
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(5));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-2");
    }

    @Test
    void of_another_attempt_than_the_one_that_ended_publishes_the_end_again() {
        worker.stages.always(Phase.ACCEPTED, refused());
        worker.start("a");
        worker.retry("a", 1);
        worker.runDue();
        worker.retry("a", 1);
        worker.runDue();
        assertThat(worker.published("a"))
                .containsExactly("accepted", "failed", "accepted", "failed", "failed");
    }

    @Test
    void of_a_running_or_completed_job_only_publishes_its_latest_event() {
        worker.accept("a");
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        worker.retry("a", 1);
        worker.runDue();
        assertThat(worker.published("a"))
                .containsExactly(
                        "accepted", "accepted", "created", "finalised", "completed", "completed");
    }

    @Test
    void of_an_unknown_id_is_refused() {
        assertThat(worker.send(UploadRequest.retry("nobody", 1)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("INVALID_REQUEST"));
    }

    @Test
    void other_content_without_a_retry_is_a_conflict_and_the_job_goes_on() {
        worker.accept("a");
        UploadRequest other = lecture("a").title("Another title").build();
        assertThat(worker.send(other))
                .hasValueSatisfying(reason -> assertThat(reason).contains("CONFLICTING_REQUEST"));
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.send(other)).isPresent();
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void after_the_deadline_needs_no_new_one() {
        Instant soon = worker.clock.instant().plus(Duration.ofMinutes(10));
        worker.stages.next(Phase.CREATED, unavailable(Duration.ofHours(1)));
        var _ = worker.send(lecture("a").options(Given.deadline(soon)).build());
        worker.passes(Duration.ofHours(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void with_options_alone_goes_on_by_them() {
        Instant soon = worker.clock.instant().plus(Duration.ofMinutes(10));
        worker.stages.next(Phase.CREATED, givenUp(ErrorCode.PANOPTO_UNAVAILABLE));
        var _ = worker.send(lecture("a").options(Given.deadline(soon)).build());
        worker.runDue();
        Instant notBefore = soon.plus(Duration.ofHours(1));
        Instant deadline = soon.plus(Duration.ofHours(2));
        var _ = worker.send(retryWith(new Options(Priority.HIGH, notBefore, deadline)));
        worker.passes(Duration.ofHours(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.CREATED);
        worker.stages.always(Phase.CREATED, unavailable(Duration.ofHours(3)));
        worker.passes(Duration.ofHours(2));
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(failed.error().message()).contains(deadline.toString());
    }

    @Test
    void continues_the_trace_that_it_came_with() {
        worker.trace = Optional.of("00-first-1-01");
        worker.stages.next(Phase.ACCEPTED, refused());
        worker.start("a");
        worker.trace = Optional.of("00-second-2-01");
        worker.retry("a", 1);
        worker.runDue();
        assertThat(worker.journal.traces().getFirst()).isEqualTo("00-first-1-01");
        assertThat(worker.journal.traces().getLast()).isEqualTo("00-second-2-01");
    }

    private static UploadRequest retryWith(Options options) {
        return UploadRequest.builder("a")
                .command(Command.RETRY)
                .afterAttempt(1)
                .options(options)
                .build();
    }

    private void failAt(Phase phase) {
        worker.stages.next(
                phase == Phase.ARMED ? Phase.MANIFESTED : phase,
                context -> {
                    if (phase == Phase.ARMED) {
                        context.arm();
                    }
                    return refused().run(context);
                });
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
    }

    private static UploadRequest newContent() {
        return lecture("a").command(Command.RETRY).afterAttempt(1).title("Another title").build();
    }
}
