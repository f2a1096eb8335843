package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

class RecordingFilesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir private Path directory;
    private Path camera;
    private Path screen;

    @BeforeEach
    void files() throws IOException {
        camera = Files.writeString(directory.resolve("Hörsaal 1 (camera).mp4"), "camera");
        screen = Files.writeString(directory.resolve("screen.mp4"), "screen");
    }

    @Test
    void the_first_file_is_primary_and_has_the_captions() throws IOException {
        Path german = Files.writeString(directory.resolve("de.vtt"), "WEBVTT");
        Path other = Files.writeString(directory.resolve("x=y.vtt"), "WEBVTT");
        UploadRequest request =
                new RecordingFiles(
                                List.of(camera, screen),
                                List.of("de-DE=" + german, other.toString()),
                                "f",
                                "t")
                        .request("id", JSON);
        assertThat(request.streams())
                .extracting(Stream::role)
                .containsExactly(Role.PRIMARY, Role.SECONDARY);
        assertThat(request.streams())
                .extracting(stream -> stream.source().uri())
                .containsExactly(camera.toUri().toString(), screen.toUri().toString())
                .allMatch(uri -> uri.startsWith("file:///"));
        assertThat(request.streams().getFirst().captions())
                .extracting(Caption::language)
                .containsExactly("de-DE", null);
        assertThat(request.streams().getLast().captions()).isEmpty();
        assertThat(request.requestId()).isEqualTo("id");
    }

    @Test
    void the_same_recording_has_the_same_id_wherever_the_command_is_given() throws IOException {
        String id = id(camera);
        assertThat(id).matches("H-rsaal-1-camera--[0-9a-f]{16}");
        assertThat(id(directory.resolve("..").resolve(directory.getFileName()).resolve(camera)))
                .isEqualTo(id);
        Files.setLastModifiedTime(camera, FileTime.fromMillis(1_000_000));
        assertThat(id(camera)).isNotEqualTo(id);
    }

    @Test
    void every_file_that_cannot_be_read_is_named() {
        Path missing = directory.resolve("missing.mp4");
        RecordingFiles files =
                new RecordingFiles(
                        List.of(camera, missing, directory), List.of("en=nowhere.vtt"), "f", "t");
        CommandFault fault =
                catchThrowableOfType(CommandFault.class, () -> files.request(null, JSON));
        assertThat(fault.exit()).isEqualTo(Exit.REJECTED);
        assertThat(fault.lines())
                .containsExactly(
                        missing + ": is no file that can be read here",
                        directory + ": is no file that can be read here",
                        "nowhere.vtt: is no file that can be read here");
    }

    private static String id(Path file) {
        return new RecordingFiles(List.of(file), List.of(), "f", "t")
                .request(null, JSON)
                .requestId();
    }
}
