package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.refused;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.messages.UploadRequestBuilder;
import io.panoptoupload.worker.panopto.SessionDetails;
import io.panoptoupload.worker.stage.StageContext;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A request adds streams to a session: one upload after the other, each published once. */
abstract class AddingStreams extends Behaviour {
    private static final String SESSION = "d2a1f0b4-6f0b-4b8b-a0b6-b3a400c5e7f1";

    /** What was published, in order: every upload's stream. */
    private final List<String> inSession = new ArrayList<>();

    private int uploads;

    @BeforeEach
    void panopto_takes_streams() {
        worker.stages.always(Phase.ACCEPTED, this::create);
        worker.stages.always(Phase.CREATED, AddingStreams::transfer);
        worker.stages.always(Phase.PROCESSING, this::published);
    }

    @Test
    void gets_them_in_order_and_is_notified_of_them_together() {
        var _ = worker.send(adding("a", "one.mp4", "two.mp4", "three.mp4"));
        worker.passes(Duration.ofMinutes(1));
        assertThat(inSession).containsExactly("one.mp4", "two.mp4", "three.mp4");
        OutcomeEvent.Completed completed = worker.last("a", OutcomeEvent.Completed.class);
        assertThat(completed.sessionId()).isEqualTo(SESSION);
        assertThat(completed.files())
                .extracting(TransferredFile::name)
                .containsExactly("one.mp4", "two.mp4", "three.mp4");
        assertThat(completed.bytesTotal()).isEqualTo(30);
        assertThat(worker.published("a"))
                .containsExactly(
                        "accepted",
                        "created",
                        "finalised",
                        "created",
                        "finalised",
                        "created",
                        "finalised",
                        "completed");
    }

    @Test
    void has_a_run_of_each_stage_for_each_stream_and_none_that_starts_over() {
        var _ = worker.send(adding("a", "one.mp4", "two.mp4"));
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.traces.ended())
                .containsExactly(
                        "create DONE",
                        "transfer DONE",
                        "manifest DONE",
                        "finalise DONE",
                        "processing DONE",
                        "create DONE",
                        "transfer DONE",
                        "manifest DONE",
                        "finalise DONE",
                        "processing COMPLETED");
    }

    @Test
    void gets_none_twice_when_workers_die_between_them() {
        worker.stages.next(Phase.ACCEPTED, this::create);
        worker.stages.next(Phase.ACCEPTED, Given.unavailable(null));
        var _ = worker.send(adding("a", "one.mp4", "two.mp4"));
        worker.passes(Duration.ofSeconds(15));
        assertThat(inSession).containsExactly("one.mp4");
        worker.restart();
        worker.passes(Duration.ofMinutes(5));
        assertThat(inSession).containsExactly("one.mp4", "two.mp4");
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void gets_the_missing_ones_by_a_retry() {
        worker.stages.next(Phase.ACCEPTED, this::create);
        worker.stages.next(Phase.ACCEPTED, refused());
        var _ = worker.send(adding("a", "one.mp4", "two.mp4"));
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.last("a", OutcomeEvent.Failed.class).error().message())
                .contains("Streams that are in the session already: 1");
        worker.restart();
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(inSession).containsExactly("one.mp4", "two.mp4");
        assertThat(worker.last("a", OutcomeEvent.Completed.class).files()).hasSize(2);
    }

    @Test
    void keeps_those_that_it_has_when_the_others_are_cancelled() {
        worker.stages.next(Phase.ACCEPTED, this::create);
        worker.stages.next(Phase.ACCEPTED, Given.unavailable(Duration.ofHours(3)));
        var _ = worker.send(adding("a", "one.mp4", "two.mp4"));
        worker.passes(Duration.ofMinutes(1));
        worker.cancel("a", "enough");
        worker.runDue();
        assertThat(worker.last("a", OutcomeEvent.Cancelled.class).error().message())
                .contains("enough")
                .contains("Streams that are in the session already: 1");
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(inSession).containsExactly("one.mp4", "two.mp4");
    }

    @Test
    void counts_the_one_that_was_published_while_it_was_withdrawn() {
        worker.stages.next(Phase.PROCESSING, AddingStreams::stillProcessing);
        worker.stages.next(Phase.WITHDRAWING, this::published);
        var _ = worker.send(adding("a", "one.mp4", "two.mp4"));
        worker.passes(Duration.ofSeconds(11));
        worker.cancel("a", "enough");
        worker.runDue();
        assertThat(worker.phase("a")).isEqualTo(Phase.CANCELLED);
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(inSession).containsExactly("one.mp4", "two.mp4");
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void is_complete_when_the_last_one_was_published_while_it_was_withdrawn() {
        worker.stages.next(Phase.PROCESSING, AddingStreams::stillProcessing);
        worker.stages.next(Phase.WITHDRAWING, this::published);
        var _ = worker.send(adding("a", "one.mp4"));
        worker.passes(Duration.ofSeconds(11));
        worker.cancel("a", "enough");
        worker.runDue();
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void is_looked_at_by_people_when_a_stream_of_former_content_got_in() {
        worker.stages.next(Phase.PROCESSING, refused());
        var _ = worker.send(adding("a", "one.mp4"));
        worker.passes(Duration.ofMinutes(1));
        worker.stages.next(Phase.WITHDRAWING, this::published);
        var _ = worker.send(retry("a", 1, "other.mp4"));
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.last("a", OutcomeEvent.Failed.class).error().message())
                .contains("added to session " + SESSION);
        worker.retry("a", 2);
        worker.passes(Duration.ofMinutes(1));
        assertThat(inSession).containsExactly("one.mp4", "other.mp4");
        assertThat(worker.last("a", OutcomeEvent.Completed.class).files()).hasSize(1);
    }

    @Test
    void gets_more_streams_than_uploads_may_be_lost_of_one() {
        String[] many = new String[15];
        Arrays.setAll(many, i -> i + ".mp4");
        worker.stages.next(Phase.CREATED, _ -> new StageResult.StartOver("state DELETED"));
        var _ = worker.send(adding("a", many));
        worker.passes(Duration.ofHours(1));
        assertThat(inSession).containsExactly(many);
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    /** Each record has the streams before it: an earlier version would else add them again. */
    @Test
    void costs_the_journal_a_hundred_bytes_a_record_for_each_stream_before() {
        int streams = 100;
        int records = 5 * streams;
        String[] many = new String[streams];
        Arrays.setAll(many, i -> "camera-of-the-lecture-hall-%03d.mp4".formatted(i));
        var _ = worker.send(adding("a", many));
        worker.passes(Duration.ofHours(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(worker.journal.bytesWritten()).isLessThan(records * (1000 + streams / 2 * 100L));
    }

    private StageResult create(StageContext context) {
        return new StageResult.Done(
                Upload.ofStream("upload-" + ++uploads, SESSION),
                List.of(header -> new OutcomeEvent.Created(header, "upload")));
    }

    private static StageResult transfer(StageContext context) {
        UploadFile file =
                new UploadFile(nameOf(context), 0, 10, "pin", 10, "multipart", "0000beef", null);
        return new StageResult.Done(context.upload().with(0, file), List.of());
    }

    private StageResult published(StageContext context) {
        assertThat(context.upload().file(0).orElseThrow().objectName()).isNotEmpty();
        inSession.add(context.upload().file(0).orElseThrow().objectName());
        return new StageResult.Published(
                SESSION, "https://panopto.example/" + SESSION, SessionDetails.NONE);
    }

    private static StageResult stillProcessing(StageContext context) {
        return new StageResult.PollAgain(context.upload(), Duration.ofHours(1), List.of());
    }

    private static String nameOf(StageContext context) {
        assertThat(context.request().streams()).hasSize(1);
        String uri = context.request().streams().getFirst().source().uri();
        return uri.substring(uri.lastIndexOf('/') + 1);
    }

    private static UploadRequest adding(String id, String... files) {
        return builder(id, files).build();
    }

    private static UploadRequest retry(String id, int after, String... files) {
        return builder(id, files).command(Command.RETRY).afterAttempt(after).build();
    }

    private static UploadRequestBuilder builder(String id, String... files) {
        return UploadRequest.builder(id)
                .addToSession(SESSION)
                .streams(
                        Arrays.stream(files)
                                .map(file -> Source.of("file:///tmp/" + file))
                                .map(source -> Stream.of(source, Role.SECONDARY))
                                .toList());
    }
}
