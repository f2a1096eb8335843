package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.panopto.SessionDetails;
import io.panoptoupload.worker.stage.StageContext;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.UploadFile;
import io.panoptoupload.worker.transfer.ConfirmedParts;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The partition goes to another worker, or the worker stops. */
abstract class LosingIt extends Behaviour {
    @Test
    void a_job_whose_partition_was_taken_stops_and_writes_nothing_more() {
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    worker.journal.takenAway();
                    return new StageResult.Done(context.upload(), List.of());
                });
        worker.start("a");
        int recorded = worker.journal.size();
        worker.passes(Duration.ofHours(1));
        assertThat(worker.journal.size()).isEqualTo(recorded);
        assertThat(worker.engine.load().all()).isZero();
        assertThat(worker.stages.ran()).containsExactly("a ACCEPTED", "a CREATED");
    }

    @Test
    void nothing_is_published_by_a_worker_that_cannot_arm() {
        AtomicInteger published = new AtomicInteger();
        worker.stages.next(
                Phase.MANIFESTED,
                context -> {
                    worker.journal.takenAway();
                    context.arm();
                    published.incrementAndGet();
                    return new StageResult.Done(context.upload(), List.of());
                });
        worker.start("a");
        assertThat(published).hasValue(0);
    }

    @Test
    void a_session_that_two_owners_looked_at_is_published_once_as_the_last_one_saw_it() {
        worker.stages.next(
                Phase.PROCESSING,
                _ -> {
                    worker.journal.takenAway();
                    return published(1.0);
                });
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.published("a")).doesNotContain("completed");
        worker.journal.takenOver();
        worker.restart();
        worker.stages.next(Phase.PROCESSING, _ -> published(2.0));
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.published("a")).containsOnlyOnce("completed");
        var completed = worker.last("a", OutcomeEvent.Completed.class);
        assertThat(completed.sessionSeconds()).isEqualTo(2.0);

        worker.accept("a");
        assertThat(worker.last("a", OutcomeEvent.Completed.class)).isEqualTo(completed);
    }

    private static StageResult published(double seconds) {
        return new StageResult.Published(
                "session", "https://panopto.example/v", new SessionDetails(null, null, seconds));
    }

    @Test
    void a_job_that_is_let_go_ends_at_once_and_the_next_owner_goes_on() {
        worker.stages.next(
                Phase.TRANSFERRED,
                _ -> {
                    worker.engine.release(worker.partition, StopTimeouts.NONE);
                    throw Interrupted.during("sending the manifest");
                });
        worker.start("a");
        assertThat(worker.phase("a")).isEqualTo(Phase.TRANSFERRED);
        assertThat(worker.engine.load().all()).isZero();
        assertThat(worker.published("a")).containsExactly("accepted", "created");
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.stages.ran())
                .containsExactly(
                        "a ACCEPTED",
                        "a CREATED",
                        "a TRANSFERRED",
                        "a TRANSFERRED",
                        "a MANIFESTED",
                        "a PROCESSING");
    }

    @Test
    void a_manifest_that_is_sent_while_the_worker_stops_is_recorded_and_not_sent_again() {
        worker.stages.next(
                Phase.TRANSFERRED,
                context -> {
                    worker.engine.release(worker.partition, StopTimeouts.NONE);
                    return new StageResult.Done(context.upload(), List.of());
                });
        worker.start("a");
        assertThat(worker.phase("a")).isEqualTo(Phase.MANIFESTED);
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.stages.ran()).containsOnlyOnce("a TRANSFERRED");
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void a_manifest_that_was_sent_before_its_worker_died_is_sent_again() {
        worker.stages.next(
                Phase.MANIFESTED,
                _ -> {
                    worker.engine.release(worker.partition, StopTimeouts.NONE);
                    throw Interrupted.during("finalising");
                });
        worker.start("a");
        assertThat(worker.phase("a")).isEqualTo(Phase.TRANSFERRED);
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.stages.ran())
                .filteredOn("a TRANSFERRED"::equals)
                .describedAs("the manifest")
                .hasSize(2);
        assertThat(worker.published("a")).containsOnlyOnce("finalised", "completed");
    }

    @Test
    void a_job_that_is_accepted_while_its_partition_goes_is_left_to_the_next_owner() {
        worker.engine.release(worker.partition, StopTimeouts.NONE);
        worker.accept("a");
        assertThat(worker.engine.load().all()).isZero();
        worker.runDue();
        assertThat(worker.stages.ran()).isEmpty();
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void a_worker_that_stops_keeps_what_a_stage_came_to_and_begins_no_other() {
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    worker.engine.drain(StopTimeouts.NONE);
                    return new StageResult.Done(context.upload(), List.of());
                });
        worker.start("a");
        worker.accept("b");
        worker.passes(Duration.ofHours(1));
        assertThat(worker.stages.ran()).containsExactly("a ACCEPTED", "a CREATED");
        assertThat(worker.phase("a")).isEqualTo(Phase.TRANSFERRED);
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(worker.phase("b")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void a_job_that_hangs_counts_as_stalled_is_interrupted_and_begins_its_stage_once_more() {
        AtomicInteger stalled = new AtomicInteger();
        AtomicBoolean early = new AtomicBoolean();
        AtomicBoolean interrupted = new AtomicBoolean();
        worker.stages.next(
                Phase.TRANSFERRED,
                context -> {
                    worker.clock.set(worker.clock.instant().plus(Duration.ofMinutes(29)));
                    Instant _ = worker.engine.dispatch();
                    early.set(Thread.currentThread().isInterrupted());
                    stalled.set(worker.engine.stalled());
                    worker.clock.set(worker.clock.instant().plus(Duration.ofMinutes(1)));
                    Instant _ = worker.engine.dispatch();
                    interrupted.set(Thread.currentThread().isInterrupted());
                    throw Interrupted.during("sending the manifest");
                });
        worker.start("a");
        assertThat(stalled).hasValue(1);
        assertThat(early).isFalse();
        assertThat(interrupted).isTrue();
        assertThat(worker.engine.stalled()).isZero();
        assertThat(worker.stages.ran())
                .startsWith("a ACCEPTED", "a CREATED", "a TRANSFERRED", "a TRANSFERRED");
        assertThat(worker.published("a")).doesNotContain("retry-scheduled", "failed");
    }

    @Test
    void the_next_owner_knows_every_part_that_was_recorded() {
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    UploadFile file = new UploadFile("0.mp4", 0, 30, "pin", 10, "mp", null, null);
                    context.checkpoint(context.upload().with(0, file), Optional.empty(), List.of());
                    checkpoint(context, 1, 2);
                    checkpoint(context, 501, 502);
                    worker.engine.release(worker.partition, StopTimeouts.NONE);
                    throw Interrupted.during("sending");
                });
        worker.start("a");
        worker.restart();
        List<ConfirmedParts> seen = new ArrayList<>();
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    seen.add(context.confirmedParts(0));
                    return new StageResult.StartOver("all is seen");
                });
        worker.passes(Duration.ofMinutes(1));
        ConfirmedParts known = seen.getFirst();
        assertThat(known.numbers()).containsExactly(1, 2, 501, 502);
        assertThat(known.etag(502)).isEqualTo("etag-502");
        assertThat(known.crc32(2)).isEqualTo(2);
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(worker.journal.keys()).containsExactly("job:a");
    }

    private static void checkpoint(StageContext context, int... numbers) {
        ConfirmedParts parts = ConfirmedParts.of("mp");
        for (int number : numbers) {
            parts.confirm(number, "etag-" + number, number);
        }
        context.checkpoint(
                context.upload(),
                Optional.of(new StageContext.PartsCheckpoint(0, parts)),
                List.of());
    }
}
