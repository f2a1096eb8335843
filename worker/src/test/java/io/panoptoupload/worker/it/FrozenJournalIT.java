package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.simulator.Ledger;
import io.panoptoupload.worker.job.FrozenJournal;
import io.panoptoupload.worker.job.UploadJob;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/** A worker takes up a journal that an earlier version left, and ends every job as it should. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrozenJournalIT {
    @AutoClose private TestEnvironment environment;
    private Captures captures;
    private Map<String, UploadJob> frozen;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        environment = new TestEnvironment(directory);
        captures = new Captures(environment.captures());
        List<FrozenJournal.Entry> journal = FrozenPast.restore(environment);
        frozen = FrozenJournal.jobs(journal);
        FrozenTopics.fill(environment.clients(), journal);
        WorkerProcess _ =
                environment.worker(
                        "--worker.deduplication=" + FrozenTopics.DEDUPLICATION,
                        "--worker.processing.give-up-after=" + FrozenTopics.DEDUPLICATION,
                        "--worker.uploads=30");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accepted",
                "armed",
                "armed-landed",
                "created",
                "doubted",
                "everything",
                "manifested",
                "other-content",
                "parked",
                "partly-sent",
                "processing",
                "replaced",
                "restarted",
                "retried",
                "second-file",
                "slides-left-out",
                "transferred",
                "waiting"
            })
    void a_job_that_was_open_is_completed_and_published_once(String job) {
        OutcomeEvent.Completed completed = environment.outcomes().awaitCompleted(job);
        Ledger.Upload session = new Sessions(environment.simulator()).onlyOne(job);
        assertThat(session.sessionId()).isEqualTo(completed.sessionId());
        assertProven(job, completed, session);
        assertEventsGoOn(job);
    }

    @Test
    void the_second_of_two_streams_is_added_to_their_session() {
        OutcomeEvent.Completed completed = environment.outcomes().awaitCompleted("more-streams");
        assertThat(completed.files())
                .extracting(TransferredFile::crc32)
                .containsExactly(crc32("more-streams-screen.mp4"), crc32("more-streams-board.mp4"));
        assertThat(environment.simulator().ledger().uploads())
                .filteredOn(upload -> upload.folderId() == null)
                .singleElement()
                .satisfies(upload -> assertThat(upload.finalised()).isEqualTo(1));
        assertEventsGoOn("more-streams");
    }

    @Test
    void what_is_recorded_of_a_partly_sent_file_is_not_sent_again() {
        OutcomeEvent.Completed _ = environment.outcomes().awaitCompleted("partly-sent");
        Ledger.Upload session = new Sessions(environment.simulator()).onlyOne("partly-sent");
        assertThat(session.id()).isEqualTo(uploadOf("partly-sent"));
        assertThat(session.files().getFirst().parts()).isEqualTo(3);
        assertThat(session.files().getFirst().repeatedParts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"many-parts", "withdrawing"})
    void a_cancel_command_that_was_not_obeyed_yet_ends_its_job(String job) {
        OutcomeEvent.Cancelled _ =
                environment.outcomes().awaitEnd(job, OutcomeEvent.Cancelled.class);
        assertThat(new Sessions(environment.simulator()).published(job)).isEmpty();
        assertEventsGoOn(job);
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "cancelled"})
    void a_job_that_had_ended_is_known_when_its_request_comes_again(String job) {
        environment.requests().publish(Requests.of(job, path(job)));
        OutcomeEvent again = environment.outcomes().awaitEnd(job);
        assertThat(again).isEqualTo(frozen(job).lastEvent());
        assertThat(environment.outcomes().of(job)).hasSize(1);
        assertThat(new Sessions(environment.simulator()).published(job)).isEmpty();
    }

    @Test
    void a_retry_restarts_what_had_failed() {
        captures.write("failed.mp4", 1000);
        environment.requests().publish(UploadRequest.retry("failed", 1));
        OutcomeEvent.Completed completed = environment.outcomes().awaitCompleted("failed");
        assertProven("failed", completed, new Sessions(environment.simulator()).onlyOne("failed"));
        assertEventsGoOn("failed");
    }

    @Test
    void a_retry_goes_on_with_the_upload_that_was_kept() {
        environment.requests().publish(UploadRequest.retry("kept", 1));
        OutcomeEvent.Completed completed = environment.outcomes().awaitCompleted("kept");
        Ledger.Upload session = new Sessions(environment.simulator()).onlyOne("kept");
        assertThat(session.id()).isEqualTo(uploadOf("kept"));
        assertProven("kept", completed, session);
        assertEventsGoOn("kept");
    }

    @Test
    void a_cancel_that_came_before_its_request_still_counts() {
        Path file = captures.write("cancelled-early.mp4", 1000);
        environment.requests().publish(Requests.of("cancelled-early", file));
        OutcomeEvent.Cancelled _ =
                environment.outcomes().awaitEnd("cancelled-early", OutcomeEvent.Cancelled.class);
        assertThat(environment.outcomes().of("cancelled-early"))
                .extracting(OutcomeEvent::type)
                .containsExactly("accepted", "cancelled");
    }

    private void assertProven(String job, OutcomeEvent.Completed completed, Ledger.Upload session) {
        for (TransferredFile file : completed.files()) {
            // The attachment has a name of its own.
            String capture =
                    FrozenPast.captureOf(file.name()).replace("Sheet-12.pdf", job + "-sheet.pdf");
            assertThat(file.crc32()).isEqualTo(crc32(capture));
            assertThat(session.files())
                    .anySatisfy(stored -> {
                        assertThat(stored.name()).isEqualTo(file.name());
                        assertThat(stored.crc32()).isEqualTo(file.crc32());
                    });
        }
    }

    /** Where the journal left off, without a gap. */
    private void assertEventsGoOn(String job) {
        List<Long> numbers =
                environment.outcomes().of(job).stream()
                        .map(event -> event.header().sequence())
                        .toList();
        long last = frozen(job).sequence();
        assertThat(numbers)
                .as("sequence of the events of " + job)
                .isNotEmpty()
                .isEqualTo(
                        LongStream.rangeClosed(last + 1, last + numbers.size()).boxed().toList());
    }

    /** The job as the journal has it. */
    private UploadJob frozen(String job) {
        return Objects.requireNonNull(frozen.get(job), job);
    }

    private String uploadOf(String job) {
        return frozen(job).currentUpload().orElseThrow().id();
    }

    private Path path(String job) {
        return captures.directory().resolve(job + ".mp4");
    }

    private String crc32(String capture) {
        return TestFiles.crc32(captures.directory().resolve(capture));
    }
}
