package io.panoptoupload.standalone.demo;

import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/** Two streams and captions, unpacked into a directory that the worker may read. */
record SampleLecture(LocalFile camera, LocalFile screen, LocalFile captions) {
    private static final String FOLDER = "00000000-0000-0000-0000-000000000001";
    private static final OffsetDateTime RECORDED_AT =
            OffsetDateTime.of(2026, 11, 23, 9, 0, 0, 0, ZoneOffset.UTC);

    static SampleLecture unpack(Path directory) throws IOException {
        // the worker compares real paths, and a temporary directory may be a link
        Path real = Files.createDirectories(directory).toRealPath();
        return new SampleLecture(
                unpack("camera.mp4", real),
                unpack("screen.mp4", real),
                unpack("captions.vtt", real));
    }

    private static LocalFile unpack(String name, Path directory) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream content =
                Objects.requireNonNull(
                        SampleLecture.class.getResourceAsStream("/demo/" + name), name)) {
            Files.copy(content, file);
        }
        return LocalFile.of(file);
    }

    List<LocalFile> files() {
        return List.of(camera, screen, captions);
    }

    UploadRequest request(String requestId) {
        Caption english = new Caption(source(captions), "en-US", true, null);
        Stream primary =
                new Stream(
                        source(camera),
                        Role.PRIMARY,
                        Duration.ZERO,
                        "Camera",
                        List.of(),
                        List.of(),
                        List.of(english));
        Stream secondary =
                new Stream(
                        source(screen),
                        Role.SECONDARY,
                        Duration.ZERO,
                        "Screen",
                        List.of(),
                        List.of(),
                        List.of());
        return UploadRequest.builder(requestId)
                .folderId(FOLDER)
                .title("Algorithms, week 12 (sample lecture)")
                .recordedAt(RECORDED_AT)
                .streams(List.of(primary, secondary))
                .build();
    }

    private static Source source(LocalFile file) {
        return new Source(file.path().toUri().toString(), file.sizeBytes(), null, null);
    }
}
