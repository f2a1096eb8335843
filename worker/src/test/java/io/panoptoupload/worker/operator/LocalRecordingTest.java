package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

class LocalRecordingTest {
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
        List<Stream> streams =
                new LocalRecording(
                                List.of(camera, screen),
                                List.of(
                                        CaptionFile.of("de-DE=" + german),
                                        CaptionFile.of(other.toString())))
                        .streams();
        assertThat(streams).extracting(Stream::role).containsExactly(Role.PRIMARY, Role.SECONDARY);
        assertThat(streams)
                .extracting(stream -> stream.source().uri())
                .containsExactly(camera.toUri().toString(), screen.toUri().toString())
                .allMatch(uri -> uri.startsWith("file:///"));
        assertThat(streams.getFirst().captions())
                .extracting(Caption::language)
                .containsExactly("de-DE", null);
        assertThat(streams.getLast().captions()).isEmpty();
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
    void every_file_that_cannot_be_read_is_named_as_a_mistake_of_usage() throws IOException {
        Path missing = directory.resolve("missing.mp4");
        RequestBatch batch = batch();
        batch.add(
                "",
                JSON.createObjectNode(),
                new LocalRecording(
                        List.of(camera, missing, directory),
                        List.of(CaptionFile.of("en=nowhere.vtt"))));
        CommandFault fault = catchThrowableOfType(CommandFault.class, batch::allOrNothing);
        assertThat(fault.exit()).isEqualTo(Exit.USAGE);
        assertThat(fault.lines())
                .containsExactly(
                        missing + ": is no file that can be read here",
                        directory + ": is no file that can be read here",
                        "nowhere.vtt: is no file that can be read here");
    }

    private static String id(Path file) throws IOException {
        RequestBatch batch = batch();
        batch.add("", JSON.createObjectNode(), new LocalRecording(List.of(file), List.of()));
        return batch.allOrNothing().getFirst().requestId();
    }

    private static RequestBatch batch() {
        ObjectNode content = JSON.createObjectNode();
        content.put("folderId", "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11").put("title", "t");
        return new RequestBatch(JSON, new RequestDefaults(content));
    }
}
