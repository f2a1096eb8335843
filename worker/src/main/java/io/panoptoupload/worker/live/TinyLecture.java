package io.panoptoupload.worker.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.Attachment;
import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Image;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.SlideChange;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.UploadRequest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/** A lecture of seconds with every kind of file that a request may name. */
record TinyLecture(Path directory) {
    static final String DESCRIPTION = "Made by panopto-upload check --live; may be deleted.";
    static final OffsetDateTime RECORDED_AT =
            OffsetDateTime.of(2026, 1, 15, 9, 30, 0, 0, ZoneOffset.UTC);

    private static final String CAPTIONS =
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nA test of captions.\n";

    private static final List<String> SHIPPED =
            List.of("camera.mp4", "sound.wav", "slides.pptx", "image.png", "thumbnail.png");

    static TinyLecture in(Path directory) throws IOException {
        // The engine compares real paths, and a temporary directory may be a link.
        Path real = directory.toRealPath();
        for (String name : SHIPPED) {
            Files.write(real.resolve(name), shipped(name));
        }
        Files.write(real.resolve("screen.mp4"), video());
        Files.writeString(real.resolve("captions.vtt"), CAPTIONS);
        Files.write(real.resolve("handout.txt"), "A test of attachments.\n".getBytes(UTF_8));
        return new TinyLecture(real);
    }

    /** Playable, of some seconds. */
    static byte[] video() {
        return shipped("camera.mp4");
    }

    private static byte[] shipped(String name) {
        try (InputStream in = TinyLecture.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    UploadRequest request(String title, String folderId) {
        Caption captions = new Caption(source("captions.vtt"), "en-US", true, null);
        Stream camera =
                new Stream(
                        source("camera.mp4"),
                        Role.PRIMARY,
                        Duration.ZERO,
                        "Camera",
                        List.of(),
                        List.of(),
                        List.of(captions));
        SlideChange first = new SlideChange(Duration.ZERO, 1, "First slide", null, null);
        return UploadRequest.builder("live-check")
                .folderId(folderId)
                .title(title)
                .description(DESCRIPTION)
                .recordedAt(RECORDED_AT)
                .access(Access.RESTRICTED)
                .streams(
                        List.of(
                                camera,
                                Stream.of(source("screen.mp4"), Role.SECONDARY),
                                Stream.of(source("sound.wav"), Role.AUDIO)))
                .slides(
                        List.of(
                                new Slides(
                                        source("slides.pptx"),
                                        Duration.ZERO,
                                        List.of(first),
                                        false)))
                .images(
                        List.of(
                                new Image(
                                        source("image.png"),
                                        Duration.ofSeconds(1),
                                        "Image",
                                        null,
                                        null)))
                .thumbnail(new Thumbnail(source("thumbnail.png"), null))
                .attachments(
                        List.of(new Attachment(source("handout.txt"), "text/plain", "Handout")))
                .build();
    }

    private Source source(String name) {
        return Source.of(directory.resolve(name).toUri().toString());
    }
}
