package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Attachment;
import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Chapter;
import io.panoptoupload.messages.Checksum;
import io.panoptoupload.messages.ChecksumAlgorithm;
import io.panoptoupload.messages.Creator;
import io.panoptoupload.messages.Image;
import io.panoptoupload.messages.SlideChange;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.UploadRequest;

import org.jspecify.annotations.Nullable;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/** A request's manifest, made and read again. */
public final class ManifestRoundTrip {
    private ManifestRoundTrip() {}

    /** The manifest is valid by every version of the schema and says what the request said. */
    public static void check(UploadRequest request) {
        byte[] xml = Manifests.of(request, sent(request));
        assertThat(ManifestReader.request(xml)).isEqualTo(new Expected().of(request));
    }

    private static Upload sent(UploadRequest request) {
        Upload upload = Upload.created(FakeUploads.ID, "title", 1);
        int files = RecordingFiles.of(request).sources().size();
        for (int i = 0; i < files; i++) {
            upload = upload.with(i, new UploadFile(name(i), 0, 1, "pin", 1, "mp", crc32(i), null));
        }
        return upload;
    }

    private static String name(int index) {
        return "%02d-file.bin".formatted(index);
    }

    private static String crc32(int index) {
        return "%08x".formatted(0x9E3779B9 * (index + 1));
    }

    /** The request as a manifest can describe it, with the objects as its sources. */
    private static final class Expected {
        private int next;

        UploadRequest of(UploadRequest request) {
            return UploadRequest.builder("random")
                    .title(text(request.title()))
                    .description(text(request.description()))
                    .recordedAt(
                            request.recordedAt() == null
                                    ? null
                                    : request.recordedAt().withOffsetSameInstant(ZoneOffset.UTC))
                    .creator(creator(request.creator()))
                    .tags(request.tags().stream().map(Expected::required).toList())
                    .streams(request.streams().stream().map(this::stream).toList())
                    .slides(request.slides().stream().map(this::slides).toList())
                    .images(request.images().stream().map(this::image).toList())
                    .cuts(request.cuts())
                    .thumbnail(thumbnail(request.thumbnail()))
                    .attachments(request.attachments().stream().map(this::attachment).toList())
                    .build();
        }

        private static @Nullable Creator creator(@Nullable Creator creator) {
            return creator == null
                    ? null
                    : new Creator(
                            text(creator.firstName()),
                            text(creator.lastName()),
                            text(creator.email()));
        }

        private @Nullable Thumbnail thumbnail(@Nullable Thumbnail thumbnail) {
            return thumbnail == null || thumbnail.source() == null
                    ? thumbnail
                    : new Thumbnail(object(), null);
        }

        private Stream stream(Stream stream) {
            Source file = object();
            List<Caption> captions =
                    stream.captions().stream()
                            .map(each ->
                                    new Caption(
                                            object(),
                                            each.language(),
                                            each.visible(),
                                            text(each.origin())))
                            .toList();
            List<Chapter> chapters =
                    stream.chapters().stream()
                            .map(each ->
                                    new Chapter(
                                            each.time(),
                                            required(each.title()),
                                            text(each.description()),
                                            each.url()))
                            .toList();
            return new Stream(
                    file,
                    stream.role(),
                    stream.start(),
                    text(stream.title()),
                    chapters,
                    stream.cuts(),
                    captions);
        }

        private Slides slides(Slides slides) {
            List<SlideChange> changes =
                    slides.changes().stream()
                            .map(each ->
                                    new SlideChange(
                                            each.time(),
                                            each.slideNumber(),
                                            required(each.title()),
                                            text(each.description()),
                                            each.url()))
                            .toList();
            return new Slides(object(), slides.start(), changes, false);
        }

        private Image image(Image image) {
            return new Image(
                    object(),
                    image.time(),
                    text(image.title()),
                    text(image.description()),
                    image.url());
        }

        private Attachment attachment(Attachment attachment) {
            return new Attachment(
                    object(),
                    Objects.requireNonNullElse(attachment.mediaType(), "application/octet-stream"),
                    null);
        }

        private Source object() {
            int index = next++;
            return new Source(
                    name(index), null, new Checksum(ChecksumAlgorithm.CRC32, crc32(index)), null);
        }

        private static String required(String text) {
            return Objects.requireNonNull(text(text));
        }

        /** Without what XML 1.0 cannot hold: the characters beside those of its rule 2. */
        private static @Nullable String text(@Nullable String text) {
            return text == null
                    ? null
                    : text.replaceAll(
                            "[^\\x09\\x0A\\x0D\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]",
                            "");
        }
    }
}
