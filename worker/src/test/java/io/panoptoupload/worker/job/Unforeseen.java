package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.lecture;
import static io.panoptoupload.worker.job.Given.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

import tools.jackson.core.StreamReadConstraints;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Requests and journal records with which a worker can do less than with others. */
abstract class Unforeseen extends Behaviour {
    @Test
    void extensions_as_deep_as_a_request_can_have_them_are_recorded_and_taken_up_again() {
        // The request's own object is one level.
        int levels = StreamReadConstraints.DEFAULT_MAX_DEPTH - 1;
        String read =
                worker.json
                        .writeValueAsString(lecture("a").build())
                        .replaceFirst(
                                "\\{",
                                "{\"extensions\":"
                                        + "{\"x\":".repeat(levels - 1)
                                        + "{}"
                                        + "}".repeat(levels - 1)
                                        + ",");
        UploadRequest deepest = worker.json.readValue(read, UploadRequest.class);
        assertThat(worker.send(deepest)).isEmpty();
        worker.runDue();
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        Map<String, Object> echoed = worker.events("a").getLast().header().extensions();
        assertThat(echoed).isEqualTo(deepest.extensions());
    }

    @Test
    void a_job_whose_record_cannot_be_read_keeps_no_other_from_being_taken_up() {
        worker.accept("spoilt");
        worker.accept("good");
        worker.journal.spoil("job:spoilt");
        worker.restart();
        assertThat(worker.partition.jobs().unreadable()).isEqualTo(1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("good")).isEqualTo(Phase.COMPLETED);
        assertThat(worker.published("spoilt")).containsExactly("accepted");
    }

    @Test
    void jobs_whose_records_kafka_does_not_let_us_read_are_reported_until_it_does() {
        worker.accept("a");
        worker.accept("b");
        worker.restart();
        worker.journal.refuseReads(new TopicAuthorizationException("journal"));
        worker.runDue();
        assertThat(worker.engine.lastError()).as("a broker may just restart").isEmpty();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.engine.lastError())
                .hasValueSatisfying(error ->
                        assertThat(error).contains("2 job(s)", "TopicAuthorizationException"));
        worker.journal.refuseReads(null);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.engine.lastError()).isEmpty();
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void jobs_for_which_no_thread_can_be_started_keep_no_slot_and_run_later() {
        AtomicBoolean full = new AtomicBoolean(true);
        TestWorker crowded =
                new TestWorker(task -> {
                    if (full.get()) {
                        throw new InternalError("unable to create native thread");
                    }
                    task.run();
                });
        crowded.accept("a");
        crowded.accept("b");
        crowded.accept("c");
        crowded.passes(Duration.ofMinutes(1));
        assertThat(crowded.engine.lastError())
                .hasValueSatisfying(
                        error -> assertThat(error).contains("3 job(s)", "native thread"));
        full.set(false);
        crowded.passes(Duration.ofMinutes(1));
        assertThat(crowded.engine.lastError()).isEmpty();
        assertThat(crowded.journal.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(crowded.journal.phase("b")).isEqualTo(Phase.COMPLETED);
        assertThat(crowded.journal.phase("c")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void a_released_partition_leaves_no_report_of_its_jobs() {
        worker.accept("a");
        worker.restart();
        worker.journal.refuseReads(new TopicAuthorizationException("journal"));
        worker.passes(Duration.ofMinutes(1));
        worker.engine.release(worker.partition, StopTimeouts.NONE);
        assertThat(worker.engine.lastError()).isEmpty();
    }

    @Test
    void nothing_that_is_asked_of_such_a_job_begins_it_anew() {
        worker.accept("a");
        worker.journal.spoil("job:a");
        worker.restart();
        assertThat(worker.send(request("a")))
                .hasValueSatisfying(refused -> assertThat(refused).startsWith("INTERNAL: "));
        assertThat(worker.send(UploadRequest.cancel("a", "wrong room"))).isPresent();
        assertThat(worker.send(UploadRequest.retry("a", 1))).isPresent();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.stages.ran()).isEmpty();
    }

    @Test
    void a_cancel_whose_reason_cannot_be_read_is_a_cancel() {
        worker.cancel("a", "wrong room");
        worker.journal.spoil("cancel:a");
        worker.restart();
        worker.passes(Duration.ofDays(30));
        worker.expire();
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.published("a")).containsExactly("accepted", "cancelled");
    }

    @Test
    void a_cancel_whose_record_was_damaged_under_an_open_partition_is_a_cancel() {
        worker.accept("a");
        worker.journal.damage("cancel:a");
        worker.cancel("a", "wrong room");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.published("a")).containsExactly("accepted", "cancelled");
    }

    @Test
    void a_job_whose_request_cannot_be_read_is_tried_again_and_given_up_like_any_other() {
        var _ = worker.send(lecture("a").extensions(Map.of("room", "lt1")).build());
        worker.journal.spoil("request:a");
        worker.passes(Duration.ofHours(1));
        assertThat(worker.published("a"))
                .startsWith("accepted", "retry-scheduled", "retry-scheduled");
        assertThat(worker.stages.ran()).isEmpty();
        worker.passes(Duration.ofHours(25));
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failed.header().extensions()).containsEntry("room", "lt1");
        var _ =
                worker.send(
                        UploadRequest.builder(request("a"))
                                .command(Command.RETRY)
                                .afterAttempt(1)
                                .build());
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void a_job_whose_request_cannot_be_read_can_be_cancelled() {
        worker.accept("a");
        worker.journal.spoil("request:a");
        worker.runDue();
        worker.cancel("a", "wrong room");
        worker.runDue();
        assertThat(worker.published("a"))
                .containsExactly("accepted", "retry-scheduled", "cancelled");
    }

    @Test
    void what_a_job_whose_request_cannot_be_read_has_kept_can_be_taken_back() {
        worker.stages.next(Phase.CREATED, Given.unavailable(Duration.ofHours(3)));
        var _ = worker.send(lecture("a").extensions(Map.of("room", "lt1")).build());
        worker.runDue();
        worker.journal.spoil("request:a");
        worker.passes(Duration.ofHours(30));
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        worker.cancel("a", "wrong room");
        worker.runDue();
        assertThat(worker.published("a")).endsWith("failed", "accepted", "cancelled");
        assertThat(worker.discarded).hasSize(1);
        OutcomeEvent.Cancelled cancelled = worker.last("a", OutcomeEvent.Cancelled.class);
        assertThat(cancelled.header().extensions()).containsEntry("room", "lt1");
        assertThat(worker.events("a"))
                .filteredOn(event -> Integer.valueOf(2).equals(event.header().attempt()))
                .first()
                .isInstanceOfSatisfying(
                        OutcomeEvent.Accepted.class,
                        accepted -> assertThat(accepted.bytesTotal()).isNull());
    }
}
