package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.journal.JournalKey;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;
import java.util.Map;

class JobStatusesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final UploadError ERROR =
            new UploadError(ErrorCode.PANOPTO_UNAVAILABLE, "no response", true, null);

    private final JournalJson json = new JournalJson(JsonMapper.builder().build());
    private final JobStatuses statuses = new JobStatuses(json, id -> !id.equals("unwanted"));

    @ParameterizedTest
    @CsvSource({
        "CREATED, TRANSFERRING, TRANSFER",
        "ARMED, TRANSFERRING, FINALISE",
        "PROCESSING, PROCESSING, PROCESSING",
        "COMPLETED, COMPLETED,",
    })
    void a_jobs_state_is_what_the_metrics_call_it(
            Phase phase, JobStatus.State state, @Nullable Stage stage) {
        put("a", job("a", phase, null, accepted("a")));
        assertThat(statuses.all())
                .singleElement()
                .satisfies(
                        job -> assertThat(job.progress().state()).isEqualTo(state),
                        job -> assertThat(job.progress().stage()).isEqualTo(stage),
                        job -> assertThat(job.progress().nextAttemptAt()).isNull(),
                        job -> assertThat(job.progress().lastError()).isNull());
    }

    @Test
    void a_partition_that_waits_for_room_says_since_when_and_for_what() {
        InputPosition.Waits waits = new InputPosition.Waits(NOW, "worker.waiting-jobs");
        InputPosition position = new InputPosition(7, 4, null, null, null, null, waits, null, null);
        put(position);
        assertThat(statuses.position()).map(InputPosition::waits).contains(waits);
        put(position.after(7, null));
        assertThat(statuses.position()).map(InputPosition::waits).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "null"})
    void a_position_that_cannot_be_read_hides_no_job_and_leaves_the_one_before(String value) {
        put(new InputPosition(7, 4, null, null, null, null, null, null, null));
        statuses.record(new JournalKey.Position().bytes(), value.getBytes(UTF_8), 1);
        put("a", job("a", Phase.ACCEPTED, null, accepted("a")));
        assertThat(statuses.position()).map(InputPosition::next).contains(7L);
        assertThat(statuses.all()).hasSize(1);
    }

    private void put(InputPosition position) {
        statuses.record(new JournalKey.Position().bytes(), json.of(position), 0);
    }

    @Test
    void a_job_that_waits_for_its_time_shows_when_it_may_begin() {
        put("a", job("a", Phase.ACCEPTED, null, accepted("a")));
        assertThat(statuses.all())
                .singleElement()
                .satisfies(
                        job ->
                                assertThat(job.progress().state())
                                        .isEqualTo(JobStatus.State.WAITING),
                        job -> assertThat(job.progress().stage()).isEqualTo(Stage.CREATE),
                        job ->
                                assertThat(job.progress().nextAttemptAt())
                                        .isEqualTo(NOW.plusSeconds(30)));
    }

    @Test
    void a_completed_job_shows_its_session() {
        OutcomeEvent completed =
                new OutcomeEvent.Completed(
                        header("a"), "s", "https://p/v", null, null, List.of(), 1, Map.of());
        put("a", job("a", Phase.COMPLETED, null, completed));
        assertThat(statuses.all())
                .singleElement()
                .satisfies(
                        job -> assertThat(job.panopto().sessionId()).isEqualTo("s"),
                        job -> assertThat(job.panopto().viewerUrl()).isEqualTo("https://p/v"));
    }

    @Test
    void a_job_says_what_is_uploaded_how_far_it_is_and_who_is_at_it() {
        OutcomeEvent progress =
                new OutcomeEvent.Progress(
                        header("a"), Stage.TRANSFER, "00-a.mp4", 30, 120L, 25.0, 10L, 9L, 40L, 20L);
        put("a", job("a", Phase.CREATED, null, progress));
        assertThat(statuses.all())
                .singleElement()
                .satisfies(
                        job -> assertThat(job.recording()).isEqualTo(recording("t", "f")),
                        job -> assertThat(job.history().worker()).isEqualTo(header("a").worker()),
                        job ->
                                assertThat(job.transfer())
                                        .isEqualTo(
                                                new Transfer(
                                                        List.of(), 30, 20L, 120L, 25.0, 10L, 9L,
                                                        40L)));
        put("a", job("a", Phase.CREATED, new UploadJob.Parked(1, NOW, ERROR), progress));
        assertThat(statuses.all())
                .singleElement()
                .extracting(job -> job.transfer().bytesPerSecond())
                .as("nothing flows while it waits")
                .isNull();
    }

    private static JobStatus.Recording recording(String title, String folderId) {
        return new JobStatus.Recording(title, folderId);
    }

    @Test
    void a_parked_job_shows_why_and_until_when() {
        put("a", job("a", Phase.CREATED, new UploadJob.Parked(1, NOW, ERROR), accepted("a")));
        assertThat(statuses.all())
                .singleElement()
                .satisfies(
                        job -> assertThat(job.progress().state()).isEqualTo(JobStatus.State.PARKED),
                        job ->
                                assertThat(job.progress().nextAttemptAt())
                                        .isEqualTo(NOW.plusSeconds(30)),
                        job -> assertThat(job.progress().lastError()).isEqualTo(ERROR));
    }

    @Test
    void a_failed_job_shows_its_error_and_where_it_ended() {
        OutcomeEvent failed = new OutcomeEvent.Failed(header("a"), ERROR, Stage.TRANSFER);
        put("a", job("a", Phase.FAILED, null, failed));
        assertThat(statuses.all())
                .singleElement()
                .satisfies(
                        job -> assertThat(job.progress().state()).isEqualTo(JobStatus.State.FAILED),
                        job -> assertThat(job.progress().stage()).isEqualTo(Stage.TRANSFER),
                        job -> assertThat(job.progress().lastError()).isEqualTo(ERROR));
    }

    @Test
    void the_last_record_counts_and_a_tombstone_forgets() {
        put("a", job("a", Phase.ACCEPTED, null, accepted("a")));
        put("b", job("b", Phase.ACCEPTED, null, accepted("b")));
        put("a", job("a", Phase.CREATED, null, accepted("a")));
        statuses.record(new JournalKey.Job("b").bytes(), null, 0);
        assertThat(statuses.all())
                .singleElement()
                .extracting(job -> job.progress().state())
                .isEqualTo(JobStatus.State.TRANSFERRING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "null", "{}", "{\"identity\":{}}"})
    void a_job_that_cannot_be_read_hides_no_other(String value) {
        put("a", job("a", Phase.ACCEPTED, null, accepted("a")));
        statuses.record(new JournalKey.Job("b").bytes(), value.getBytes(UTF_8), 0);
        assertThat(statuses.all()).extracting(JobStatus::requestId).containsExactly("a");
    }

    @Test
    void other_jobs_and_other_records_are_not_even_read() {
        statuses.record(new JournalKey.Job("unwanted").bytes(), "no JSON".getBytes(UTF_8), 0);
        statuses.record(new JournalKey.Request("a").bytes(), "no JSON".getBytes(UTF_8), 1);
        assertThat(statuses.all()).isEmpty();
    }

    private void put(String id, UploadJob job) {
        statuses.record(new JournalKey.Job(id).bytes(), json.of(job), 0);
    }

    private static UploadJob job(
            String id, Phase phase, UploadJob.@Nullable Parked parked, OutcomeEvent last) {
        return new UploadJob(
                new UploadJob.Identity(id, "digest", NOW, Priority.NORMAL, null, null, "t", "f"),
                new UploadJob.Attempt(1, NOW, 0, null, false, null, null, null),
                new UploadJob.State(phase, NOW, NOW.plusSeconds(30), parked, Map.of()),
                null,
                JobOffsets.UNKNOWN,
                last);
    }

    private static OutcomeEvent accepted(String id) {
        return new OutcomeEvent.Accepted(header(id), null);
    }

    private static EventHeader header(String id) {
        return new EventHeader(id, NOW, 1L, NOW, "worker", 1, Map.of());
    }
}
