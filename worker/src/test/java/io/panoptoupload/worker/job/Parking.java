package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.turnedAway;
import static io.panoptoupload.worker.job.Given.unavailable;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.UploadFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What happens when something fails that may pass. */
abstract class Parking extends Behaviour {
    @Test
    void waits_twice_as_long_after_each_fault_and_at_most_a_quarter_of_an_hour() {
        for (int i = 0; i < 8; i++) {
            worker.stages.next(Phase.ACCEPTED, unavailable(null));
        }
        worker.accept("a");
        worker.passes(Duration.ofHours(2));
        List<Duration> waits = waits("a");
        Duration expected = Duration.ofSeconds(30);
        for (Duration wait : waits) {
            assertThat(wait).isBetween(expected.dividedBy(5).multipliedBy(4), times(expected, 1.2));
            expected = shorter(expected.multipliedBy(2), Duration.ofMinutes(15));
        }
        assertThat(waits).hasSize(8);
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void never_comes_back_before_the_time_that_was_asked_for() {
        worker.stages.next(Phase.CREATED, unavailable(Duration.ofMinutes(40)));
        worker.accept("a");
        worker.passes(Duration.ofMinutes(39));
        assertThat(worker.phase("a")).isEqualTo(Phase.CREATED);
        assertThat(waits("a")).containsExactly(Duration.ofMinutes(40));
        worker.passes(Duration.ofMinutes(2));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void begins_with_short_waits_again_after_progress() {
        for (int i = 0; i < 5; i++) {
            worker.stages.next(Phase.CREATED, unavailable(null));
        }
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    Given.confirmsAPart(context);
                    return unavailable(null).run(context);
                });
        worker.stages.next(Phase.TRANSFERRED, unavailable(null));
        worker.accept("a");
        worker.passes(Duration.ofHours(1));
        List<Duration> waits = waits("a");
        assertThat(waits.get(4)).isGreaterThan(Duration.ofMinutes(6));
        assertThat(waits.subList(5, 7)).allMatch(w -> w.compareTo(Duration.ofSeconds(36)) <= 0);
    }

    /** A {@code chmod}, the other node of a balancer: what is confirmed is compared, not lost. */
    @ParameterizedTest
    @CsvSource({"mp, true", "another, false"})
    void keeps_the_parts_of_its_multipart_upload_whatever_its_source_is_marked_with(
            String multipart, boolean kept) {
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    Given.confirmsAPart(context);
                    return unavailable(null).run(context);
                });
        worker.start("a");
        worker.restart();
        List<Integer> found = new ArrayList<>();
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    UploadFile marked =
                            new UploadFile(
                                    "0.mp4", 0, 30, "30 distrusted v2", 10, multipart, null, null);
                    context.checkpoint(
                            context.upload().with(0, marked), Optional.empty(), List.of());
                    context.confirmedParts(0).numbers().forEach(found::add);
                    return new StageResult.Done(context.upload(), List.of());
                });
        worker.passes(Duration.ofHours(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(found).isEqualTo(kept ? List.of(1) : List.of());
    }

    @Test
    void survives_a_restart_while_it_waits() {
        worker.stages.next(Phase.CREATED, unavailable(Duration.ofMinutes(30)));
        worker.start("a");
        worker.restart();
        worker.passes(Duration.ofMinutes(29));
        assertThat(worker.stages.ran()).hasSize(2);
        worker.passes(Duration.ofMinutes(2));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void is_given_up_after_a_day_of_faults() {
        worker.stages.always(Phase.CREATED, unavailable(null));
        worker.accept("a");
        worker.passes(Duration.ofHours(23));
        assertThat(worker.phase("a")).isEqualTo(Phase.CREATED);
        worker.passes(Duration.ofHours(2));
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.PANOPTO_UNAVAILABLE);
        assertThat(failed.error().message()).contains("PT24H").contains("Panopto is away.");
        assertThat(worker.discarded).as("it is kept for the retry").isEmpty();
    }

    @Test
    void an_outage_of_eight_hours_behind_a_closed_gate_costs_nothing() {
        Instant back = worker.clock.instant().plus(Duration.ofHours(8));
        worker.gateOpensAt = back;
        for (int i = 0; i < 10; i++) {
            worker.accept("lecture-" + i);
        }
        worker.passes(Duration.ofHours(8).minusSeconds(1));
        assertThat(worker.runs).isZero();
        worker.passes(Duration.ofMinutes(1));
        for (int i = 0; i < 10; i++) {
            assertThat(worker.published("lecture-" + i))
                    .containsExactly("accepted", "created", "finalised", "completed");
        }
    }

    @Test
    void calls_that_were_turned_away_count_for_nothing_and_are_not_disclosed() {
        Instant back = worker.clock.instant().plus(Duration.ofHours(30));
        for (Phase phase : List.of(Phase.ACCEPTED, Phase.CREATED, Phase.PROCESSING)) {
            worker.stages.next(phase, turnedAway());
        }
        worker.stages.always(
                Phase.TRANSFERRED,
                context ->
                        worker.clock.instant().isBefore(back)
                                ? turnedAway().run(context)
                                : new StageResult.Done(context.upload(), List.of()));
        worker.accept("a");
        worker.passes(Duration.ofHours(31));
        OutcomeEvent.Completed completed = worker.last("a", OutcomeEvent.Completed.class);
        assertThat(completed.header().attempt()).isEqualTo(1);
        assertThat(worker.published("a"))
                .containsExactly("accepted", "created", "finalised", "completed");
    }

    @Test
    void an_error_of_the_workers_own_parks_the_job_and_loses_nothing() {
        worker.stages.next(
                Phase.CREATED,
                _ -> {
                    throw new NullPointerException("a bug");
                });
        worker.stages.next(
                Phase.TRANSFERRED,
                _ -> {
                    throw new StackOverflowError("a deep bug");
                });
        worker.start("a");
        OutcomeEvent.RetryScheduled scheduled = worker.last("a", OutcomeEvent.RetryScheduled.class);
        assertThat(scheduled.error().code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(scheduled.error().message())
                .contains("NullPointerException")
                .doesNotContain("a bug");
        worker.passes(Duration.ofMinutes(5));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void a_failing_journal_is_tried_again_in_a_while_and_not_at_once() {
        worker.accept("a");
        worker.journal.failNext(4);
        worker.runDue();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void is_given_up_in_processing_without_abandoning_the_upload() {
        worker.stages.always(Phase.PROCESSING, unavailable(null));
        worker.accept("a");
        worker.passes(Duration.ofHours(25));
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        assertThat(worker.discarded).isEmpty();
        worker.stages.always(Phase.PROCESSING, ScriptedStages::published);
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-1");
    }

    private List<Duration> waits(String id) {
        List<Duration> waits = new ArrayList<>();
        worker.events(id).stream()
                .filter(OutcomeEvent.RetryScheduled.class::isInstance)
                .map(OutcomeEvent.RetryScheduled.class::cast)
                .forEach(e -> waits.add(Duration.between(e.header().occurredAt(), e.notBefore())));
        return waits;
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofMillis((long) (duration.toMillis() * factor));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
