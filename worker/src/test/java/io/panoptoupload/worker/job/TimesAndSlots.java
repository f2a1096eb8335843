package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.deadline;
import static io.panoptoupload.worker.job.Given.lecture;
import static io.panoptoupload.worker.job.Given.notBefore;
import static io.panoptoupload.worker.job.Given.priority;
import static io.panoptoupload.worker.job.Given.request;
import static io.panoptoupload.worker.job.Given.unavailable;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.worker.stage.StageContext;
import io.panoptoupload.worker.stage.StageResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Who runs when: slots, priorities, notBefore and deadline. */
abstract class TimesAndSlots extends Behaviour {
    @Test
    void no_more_jobs_transfer_at_once_than_there_are_slots() {
        Queue<Runnable> held = new ArrayDeque<>();
        TestWorker two = new TestWorker(held::add);
        for (String id : List.of("a", "b", "c")) {
            var _ = two.send(request(id));
        }
        Instant _ = two.engine.dispatch();
        assertThat(held).hasSize(2);
        held.remove().run();
        Instant _ = two.engine.dispatch();
        assertThat(held).hasSize(2);
        assertThat(two.phase("a")).isEqualTo(Phase.PROCESSING);
    }

    @Test
    void a_cancelled_job_need_not_wait_for_a_slot() {
        Queue<Runnable> held = new ArrayDeque<>();
        TestWorker busy = new TestWorker(held::add);
        for (String id : List.of("a", "b", "c")) {
            var _ = busy.send(request(id));
        }
        Instant _ = busy.engine.dispatch();
        busy.cancel("c", "wrong room");
        Instant _ = busy.engine.dispatch();
        assertThat(held).hasSize(3);
        held.stream().toList().getLast().run();
        assertThat(busy.phase("c")).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void the_urgent_go_first_then_the_older() {
        var _ = worker.send(lecture("low").options(priority(Priority.LOW)).build());
        worker.accept("first");
        worker.clock.advance(Duration.ofSeconds(1));
        worker.accept("second");
        var _ = worker.send(lecture("high").options(priority(Priority.HIGH)).build());
        worker.runDue();
        assertThat(worker.stages.ran())
                .filteredOn(each -> each.endsWith("ACCEPTED"))
                .containsExactly(
                        "high ACCEPTED", "first ACCEPTED", "second ACCEPTED", "low ACCEPTED");
    }

    @Test
    void nothing_is_done_before_the_time_that_the_request_names() {
        Instant later = worker.clock.instant().plus(Duration.ofHours(30));
        var _ = worker.send(lecture("a").options(notBefore(later)).build());
        worker.passes(Duration.ofHours(30).minusSeconds(1));
        assertThat(worker.stages.ran()).isEmpty();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void the_day_of_tries_begins_when_the_job_may_begin() {
        Instant later = worker.clock.instant().plus(Duration.ofHours(30));
        worker.stages.next(Phase.ACCEPTED, unavailable(null));
        var _ = worker.send(lecture("a").options(notBefore(later)).build());
        worker.passes(Duration.ofHours(31));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource(names = {"ACCEPTED", "CREATED", "TRANSFERRED", "MANIFESTED"})
    void a_deadline_ends_a_job_that_is_not_armed_and_removes_its_upload(Phase phase) {
        worker.stages.always(phase, unavailable(Duration.ofHours(3)));
        deadlinePasses();
        assertFailedByDeadline();
        assertThat(worker.discarded).hasSize(phase == Phase.ACCEPTED ? 0 : 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"ARMED", "PROCESSING"})
    void a_deadline_keeps_an_armed_upload_and_a_retry_resolves_it(Phase phase) {
        if (phase == Phase.ARMED) {
            worker.stages.always(
                    Phase.MANIFESTED,
                    context -> {
                        context.arm();
                        return unavailable(Duration.ofHours(3)).run(context);
                    });
        } else {
            worker.stages.always(phase, unavailable(Duration.ofHours(3)));
        }
        deadlinePasses();
        assertFailedByDeadline();
        assertThat(worker.discarded).isEmpty();
        worker.stages.always(Phase.PROCESSING, ScriptedStages::published);
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-1");
    }

    @Test
    void a_deadline_does_not_end_a_withdrawal() {
        Instant soon = worker.clock.instant().plus(Duration.ofHours(1));
        worker.stages.always(
                Phase.WITHDRAWING,
                context ->
                        worker.clock.instant().isBefore(soon.plus(Duration.ofHours(1)))
                                ? new StageResult.PollAgain(
                                        context.upload(), Duration.ofMinutes(1), List.of())
                                : new StageResult.Withdrawn());
        var _ = worker.send(lecture("a").options(deadline(soon)).build());
        worker.runDue();
        worker.cancel("a", "wrong room");
        worker.passes(Duration.ofHours(3));
        assertThat(worker.phase("a")).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void failure_after_the_deadline_does_not_make_the_job_run_again_at_once() {
        worker.stages.always(Phase.CREATED, unavailable(Duration.ofHours(3)));
        worker.discardThrows = new IllegalStateException("a bug");
        deadlinePasses();
        worker.discardThrows = null;
        worker.passes(Duration.ofMinutes(1));
        assertFailedByDeadline();
    }

    @Test
    void a_deadline_is_seen_behind_a_closed_gate() {
        worker.gateOpensAt = worker.clock.instant().plus(Duration.ofHours(8));
        deadlinePasses();
        assertFailedByDeadline();
    }

    @Test
    void a_deadline_is_seen_although_every_slot_is_taken() {
        Queue<Runnable> held = new ArrayDeque<>();
        TestWorker busy = new TestWorker(held::add);
        Instant soon = busy.clock.instant().plus(Duration.ofHours(1));
        for (String id : List.of("a", "b")) {
            var _ = busy.send(request(id));
        }
        var _ = busy.send(lecture("c").options(deadline(soon)).build());
        Instant wake = busy.engine.dispatch();
        assertThat(wake).isBeforeOrEqualTo(soon);
        busy.clock.set(soon);
        Instant _ = busy.engine.dispatch();
        assertThat(held).hasSize(3);
        held.stream().toList().getLast().run();
        assertThat(busy.phase("c")).isEqualTo(Phase.FAILED);
    }

    @Test
    void a_deadline_ends_a_transfer_that_runs() {
        // Sooner than what hangs is interrupted.
        Instant soon = worker.clock.instant().plus(Duration.ofMinutes(10));
        AtomicBoolean interrupted = new AtomicBoolean();
        worker.stages.next(
                Phase.CREATED,
                _ -> {
                    worker.clock.set(soon);
                    Instant _ = worker.engine.dispatch();
                    interrupted.set(Thread.currentThread().isInterrupted());
                    throw new InterruptedException();
                });
        var _ = worker.send(lecture("a").options(deadline(soon)).build());
        worker.runDue();
        assertThat(interrupted).isTrue();
        assertFailedByDeadline();
        assertThat(worker.discarded).containsExactly("upload-1");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_clock_that_is_set_back_does_not_put_off_what_is_to_be_recorded() {
        List<Boolean> due = new ArrayList<>();
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    worker.clock.advance(Duration.ofMinutes(-50));
                    due.add(context.checkpointDue());
                    context.checkpoint(context.upload(), Optional.empty(), List.of());
                    due.add(context.checkpointDue());
                    worker.clock.advance(worker.settings.checkpointInterval());
                    due.add(context.checkpointDue());
                    return new StageResult.Done(context.upload(), List.of());
                });
        worker.start("a");
        assertThat(due).containsExactly(true, false, true);
    }

    @Test
    void of_jobs_that_only_ask_panopto_the_one_whose_time_came_first_goes_first() {
        List<StageContext> asked = new ArrayList<>();
        worker.stages.always(
                Phase.PROCESSING,
                context -> {
                    asked.add(context);
                    return new StageResult.PollAgain(
                            context.upload(), Duration.ofMinutes(1), List.of());
                });
        for (String id : List.of("old", "young")) {
            worker.start(id);
            worker.clock.advance(Duration.ofSeconds(1));
        }
        worker.stages.next(
                Phase.PROCESSING,
                context ->
                        new StageResult.PollAgain(
                                context.upload(), Duration.ofMinutes(9), List.of()));
        worker.passes(Duration.ofSeconds(15));
        worker.clock.advance(Duration.ofHours(1));
        asked.clear();
        worker.runDue();
        assertThat(asked)
                .extracting(context -> context.request().requestId())
                .containsExactly("young", "old");
    }

    @Test
    void what_waits_for_its_time_after_a_fault_or_for_panopto_does_not_count_as_due() {
        worker.stages.always(
                Phase.PROCESSING,
                context ->
                        new StageResult.PollAgain(
                                context.upload(), Duration.ofMinutes(1), List.of()));
        worker.start("with panopto");
        worker.stages.next(Phase.ACCEPTED, unavailable(null));
        worker.start("parked");
        Instant later = worker.clock.instant().plus(Duration.ofHours(30));
        var _ = worker.send(lecture("later").options(notBefore(later)).build());
        assertThat(worker.engine.load()).isEqualTo(new JobLoad(0, 3));
        worker.accept("due");
        assertThat(worker.engine.load()).isEqualTo(new JobLoad(1, 3));
        worker.runDue();
        assertThat(worker.engine.load()).isEqualTo(new JobLoad(0, 4));
    }

    @Test
    void of_many_that_become_due_at_one_moment_none_is_lost() {
        Instant later = worker.clock.instant().plus(Duration.ofHours(30));
        for (int i = 0; i < 1_500; i++) {
            var _ = worker.send(lecture("later-" + i).options(notBefore(later)).build());
        }
        assertThat(worker.engine.load()).isEqualTo(new JobLoad(0, 1_500));
        worker.clock.set(later);
        worker.gateOpensAt = later.plusSeconds(1);
        Instant _ = worker.engine.dispatch();
        assertThat(worker.engine.load()).isEqualTo(new JobLoad(1_500, 0));
        for (int i = 0; i < 1_500; i++) {
            worker.clock.advance(Duration.ofSeconds(5));
            Instant _ = worker.engine.dispatch();
        }
        assertThat(worker.engine.load()).isEqualTo(new JobLoad(0, 0));
        for (int i = 0; i < 1_500; i++) {
            assertThat(worker.phase("later-" + i)).isEqualTo(Phase.COMPLETED);
        }
    }

    private void deadlinePasses() {
        Instant soon = worker.clock.instant().plus(Duration.ofHours(1));
        var _ = worker.send(lecture("a").options(deadline(soon)).build());
        worker.passes(Duration.ofHours(1));
    }

    private void assertFailedByDeadline() {
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }
}
