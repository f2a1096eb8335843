package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.SessionDetails;
import io.panoptoupload.worker.panopto.UploadState;
import io.panoptoupload.worker.source.FileSources;
import io.panoptoupload.worker.source.Sources;
import io.panoptoupload.worker.transfer.SendOutcome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What the stages do otherwise for a stream that is added to a session. */
class AddedStreamTest {
    private static final String SESSION = "d2a1f0b4-6f0b-4b8b-a0b6-b3a400c5e7f1";
    private static final URI SITE = URI.create("https://uni.example");

    private final FakeUploads panopto = new FakeUploads();
    private final FakeSender sender = new FakeSender();
    private RecordingSources sources;
    private Path screen;

    @BeforeEach
    void aFile(@TempDir Path captures) throws IOException {
        screen = Files.write(captures.resolve("screen.mp4"), "bytes".getBytes(UTF_8));
        sources =
                new RecordingSources(
                        new Sources(Map.of("file", new FileSources(List.of(captures)))),
                        5 * 1024 * 1024);
        panopto.sessionId = "another-session";
    }

    @ParameterizedTest
    @CsvSource({"PRIMARY, PRIMARY_VIDEO", "SECONDARY, SECONDARY_VIDEO"})
    void an_upload_is_opened_into_the_session(Role role, String type) {
        StageResult.Done done =
                (StageResult.Done)
                        new CreateUpload(panopto, this::noFolder, sources)
                                .run(new FakeStageContext(request(role)));
        UploadFile stream = done.upload().file(0).orElseThrow();
        assertThat(stream.objectName()).isEqualTo("00-screen.mp4");
        assertThat(done.upload())
                .isEqualTo(
                        Upload.ofStream("upload-1", SESSION).with(Access.INHERIT).with(0, stream));
        assertThat(panopto.calls).containsExactly("POST " + type + " into " + SESSION);
    }

    @Test
    void there_is_no_manifest() {
        FakeStageContext context = begun();
        TransferManifest stage =
                new TransferManifest(
                        new UploadLookup(panopto.proof()),
                        (_, _, _, _) -> {
                            throw new AssertionError("nothing is sent");
                        });
        assertThat(stage.run(context)).isEqualTo(new StageResult.Done(context.upload(), List.of()));
        assertThat(panopto.calls).isEmpty();
    }

    @Test
    void every_stage_asks_for_it_where_panopto_keeps_added_streams() throws InterruptedException {
        FakeStageContext context = begun();
        StageResult _ = transfer().run(context);
        StageResult _ = new Finalise(panopto, panopto.proof()).run(context.again());
        StageResult _ = await().run(context);
        StageResult _ = withdraw().run(context);
        panopto.state = UploadState.UPLOADING;
        assertThat(withdraw().discard(context.upload())).isTrue();
        assertThat(panopto.calls)
                .contains("PUT stream upload-1", "DELETE stream upload-1")
                .allMatch(call -> call.endsWith(" stream upload-1"));
    }

    /** Which of two files is the stream, no manifest would say. */
    @Test
    void a_file_that_has_to_restart_gets_another_upload() throws InterruptedException {
        sender.scripts.add((_, _, _, _, _) -> new SendOutcome.InDoubt("no such upload"));
        assertThat(transfer().run(begun())).isInstanceOf(StageResult.StartOver.class);
        assertThat(sender.sent).hasSize(1);
    }

    /** A server with another ETag per response marks it otherwise each time that it is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"bytes", "more bytes"})
    void a_source_that_changes_before_it_is_begun_keeps_its_upload(String now)
            throws IOException, InterruptedException {
        FakeStageContext context = new FakeStageContext(request(Role.SECONDARY));
        StageResult.Done created =
                (StageResult.Done) new CreateUpload(panopto, this::noFolder, sources).run(context);
        Files.write(screen, now.getBytes(UTF_8));
        Files.setLastModifiedTime(screen, FileTime.fromMillis(1));

        assertThat(transfer().run(context.with(created.upload()).again()))
                .isInstanceOf(StageResult.Done.class);

        assertThat(sender.sent).containsExactly("00-screen.mp4 parts [1]");
        assertThat(context.recorded).first().isEqualTo("00-screen.mp4");
    }

    @Test
    void a_source_that_changed_between_two_runs_gets_another_upload()
            throws IOException, InterruptedException {
        FakeStageContext context = begun();
        sender.scripts.add((_, _, _, _, listener) -> {
            listener.started("multipart-1");
            throw new PermanentFault(ErrorCode.INTERNAL, "dies");
        });
        try {
            StageResult _ = transfer().run(context);
        } catch (PermanentFault dies) {
            Files.write(screen, "other bytes".getBytes(UTF_8));
        }
        assertThat(transfer().run(context.again())).isInstanceOf(StageResult.StartOver.class);
        assertThat(sender.sent).hasSize(1);
    }

    @Test
    void its_end_names_the_session_that_it_was_added_to() {
        panopto.state = UploadState.COMPLETE;
        assertThat(await().run(begun()))
                .isEqualTo(
                        new StageResult.Published(
                                SESSION,
                                "https://uni.example/Panopto/Pages/Viewer.aspx?id=" + SESSION,
                                SessionDetails.NONE));
    }

    private void noFolder(String folder) {
        throw new AssertionError("a stream goes into a session and not into folder " + folder);
    }

    @Test
    void panopto_is_asked_about_the_session_once_the_last_stream_is_in_it() {
        panopto.details = new SessionDetails(null, "https://uni.example/embed", 90.5);
        UploadRequest last = request(Role.SECONDARY);
        Stream stream = last.streams().getFirst();
        UploadRequest both = UploadRequest.builder(last).streams(List.of(stream, stream)).build();
        panopto.state = UploadState.COMPLETE;
        FakeStageContext context =
                new FakeStageContext(last).with(Upload.ofStream("upload-1", SESSION));

        StageResult first = await().run(context.of(both));
        assertThat(first).extracting("details").isEqualTo(SessionDetails.NONE);
        assertThat(panopto.calls).doesNotContain("GET session " + SESSION);

        StageResult second = await().run(context.of(last));
        assertThat(second).extracting("details").isEqualTo(panopto.details);
        assertThat(panopto.calls).containsOnlyOnce("GET session " + SESSION);
    }

    @Test
    void who_may_watch_is_set_with_the_last_stream_alone() {
        UploadRequest last =
                UploadRequest.builder(request(Role.SECONDARY)).access(Access.RESTRICTED).build();
        Stream stream = last.streams().getFirst();
        UploadRequest both = UploadRequest.builder(last).streams(List.of(stream, stream)).build();
        panopto.state = UploadState.COMPLETE;
        FakeStageContext context =
                new FakeStageContext(last).with(Upload.ofStream("upload-1", SESSION));

        assertThat(await().run(context.of(both))).isInstanceOf(StageResult.Published.class);
        assertThat(panopto.calls).isNotEmpty().noneMatch(call -> call.startsWith("ACCESS"));

        assertThat(await().run(context.of(last))).isInstanceOf(StageResult.Published.class);
        assertThat(panopto.calls).contains("ACCESS " + SESSION + " RESTRICTED");
    }

    @Test
    void a_session_that_was_there_before_is_not_removed_with_a_stream_that_failed()
            throws InterruptedException {
        panopto.state = UploadState.PROCESSING_ERROR;
        assertThat(begun().untilCertain(await())).isInstanceOf(StageResult.Dead.class);
        assertThat(panopto.calls).containsOnly("GET stream upload-1");
    }

    /** No listing shows the streams of a session, so that only one side says that it is dead. */
    @Test
    void one_that_may_have_been_added_is_never_added_once_more() {
        FakeStageContext context = begun();
        context.armed = true;
        panopto.state = UploadState.DELETED;
        assertThatThrownBy(() -> context.untilCertain(await()))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("whether session " + SESSION + " has the stream");
    }

    static java.util.stream.Stream<Fault> refusals() {
        return java.util.stream.Stream.of(
                new PermanentFault(ErrorCode.PANOPTO_REJECTED, "405"),
                new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "405, a page", null));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_refused_removal_proves_nothing(Fault refusal) {
        FakeStageContext context = begun();
        context.armed = true;
        context.cancelled = true;
        panopto.notCancelled = refusal;
        assertThat(withdraw().run(context)).isInstanceOf(StageResult.PollAgain.class);
        panopto.state = UploadState.COMPLETE;
        assertThat(withdraw().run(context)).isInstanceOf(StageResult.Published.class);
    }

    @Test
    void a_removal_of_what_panopto_does_not_know_proves_nothing() {
        FakeStageContext context = begun();
        context.armed = true;
        panopto.afterDelete = UploadState.UPLOADING;
        panopto.unknownToDelete = true;
        assertThat(withdraw().run(context)).isInstanceOf(StageResult.PollAgain.class);
        panopto.unknownToDelete = false;
        panopto.afterDelete = UploadState.DELETED;
        assertThat(withdraw().run(context)).isEqualTo(new StageResult.Withdrawn());
    }

    private FakeStageContext begun() {
        return new FakeStageContext(request(Role.SECONDARY))
                .with(Upload.ofStream("upload-1", SESSION));
    }

    private TransferFiles transfer() {
        return new TransferFiles(
                new UploadLookup(panopto.proof()), sources, sender, InstantSource.system());
    }

    private AwaitProcessing await() {
        return new AwaitProcessing(
                panopto,
                panopto.proof(),
                new AwaitProcessing.Settings(
                        SITE,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofHours(12),
                        true));
    }

    private Withdraw withdraw() {
        return new Withdraw(panopto, panopto.proof(), SITE, Duration.ofHours(12));
    }

    private UploadRequest request(Role role) {
        return UploadRequest.builder("a")
                .addToSession(SESSION)
                .streams(List.of(Stream.of(Source.of(screen.toUri().toString()), role)))
                .build();
    }
}
