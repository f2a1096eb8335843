package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Source;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.source.FileSources;
import io.panoptoupload.worker.source.Sources;
import io.panoptoupload.worker.transfer.Pin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

class CreateUploadTest {
    @TempDir private Path captures;
    private final FakeUploads panopto = new FakeUploads();
    private CreateUpload.Folders folders = folder -> {};

    @Test
    void opens_an_upload_in_the_folder_and_keeps_what_panopto_shows() throws IOException {
        Path file = Files.write(captures.resolve("a.mp4"), "bytes".getBytes(UTF_8));
        FakeStageContext context = new FakeStageContext(Lecture.of(file));
        StageResult.Done done = (StageResult.Done) create().run(context);
        Upload created = Upload.created("upload-1", "Algorithms, week 12", 1).with(Access.INHERIT);
        assertThat(done.upload().files())
                .singleElement()
                .satisfies(begun -> {
                    assertThat(begun.objectName()).isEqualTo("00-a.mp4");
                    assertThat(begun.size()).isEqualTo(5);
                    assertThat(begun.isOf(pin(file), 5)).isTrue();
                    assertThat(begun.multipartId()).isNull();
                    assertThat(done.upload()).isEqualTo(created.with(0, begun));
                });
        assertThat(done.drafts().getFirst().event(FakeStageContext.header()))
                .isEqualTo(new OutcomeEvent.Created(FakeStageContext.header(), "upload-1"));
        assertThat(context.session()).isPresent();
        assertThat(panopto.calls).containsExactly("POST 6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11");
    }

    @Test
    void an_upload_of_more_than_eight_files_is_recorded_in_chunks() throws IOException {
        Path file = Files.write(captures.resolve("a.mp4"), "bytes".getBytes(UTF_8));
        assertThat(created(Collections.nCopies(8, file)).usesChunks()).isFalse();
        assertThat(created(Collections.nCopies(9, file)).usesChunks()).isTrue();
    }

    private Upload created(List<Path> files) {
        return ((StageResult.Done)
                        create().run(new FakeStageContext(Lecture.of(files.toArray(Path[]::new)))))
                .upload();
    }

    /** A thousand files on a slow share take longer than a job may hang. */
    @Test
    void each_file_that_was_looked_at_is_progress() throws IOException {
        Path file = Files.write(captures.resolve("a.mp4"), "bytes".getBytes(UTF_8));
        FakeStageContext context = new FakeStageContext(Lecture.of(file, file, file));
        var _ = create().run(context);
        assertThat(context.progress).isEqualTo(3);
    }

    @Test
    void asks_nothing_of_panopto_while_a_file_is_missing_or_empty() throws IOException {
        Path there = Files.write(captures.resolve("a.mp4"), "bytes".getBytes(UTF_8));
        Path empty = Files.createFile(captures.resolve("empty.mp4"));
        Path missing = captures.resolve("missing.mp4");
        assertThatThrownBy(() -> create().run(new FakeStageContext(Lecture.of(there, missing))))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        f -> assertThat(f.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND));
        assertThatThrownBy(() -> create().run(new FakeStageContext(Lecture.of(there, empty))))
                .isInstanceOf(PermanentFault.class);
        assertThat(panopto.calls).isEmpty();
    }

    @Test
    void opens_nothing_in_a_folder_that_panopto_does_not_have() throws IOException {
        Path file = Files.write(captures.resolve("a.mp4"), "bytes".getBytes(UTF_8));
        folders =
                folder -> {
                    throw new PermanentFault(ErrorCode.FOLDER_NOT_FOUND, "no folder " + folder);
                };
        assertThatThrownBy(() -> create().run(new FakeStageContext(Lecture.of(file))))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11");
        assertThat(panopto.calls).isEmpty();
    }

    private CreateUpload create() {
        return new CreateUpload(panopto, folders, sources());
    }

    private RecordingSources sources() {
        Sources sources = new Sources(Map.of("file", new FileSources(List.of(captures))));
        return new RecordingSources(sources, 5 * 1024 * 1024);
    }

    private Pin pin(Path file) {
        return sources().open(Source.of(file.toUri().toString())).pin();
    }
}
