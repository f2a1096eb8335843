package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.manifest.Attachment;
import io.panoptoupload.worker.manifest.Creator;
import io.panoptoupload.worker.manifest.Cut;
import io.panoptoupload.worker.manifest.FileRef;
import io.panoptoupload.worker.manifest.Image;
import io.panoptoupload.worker.manifest.Manifest;
import io.panoptoupload.worker.manifest.Presentation;
import io.panoptoupload.worker.manifest.Thumbnail;
import io.panoptoupload.worker.manifest.Video;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The manifest of a recording whose files are at Panopto. */
final class RecordingManifest {
    private final Upload upload;
    private int next;

    private RecordingManifest(Upload upload) {
        this.upload = upload;
    }

    static Manifest of(UploadRequest request, Upload upload) {
        return new RecordingManifest(upload).manifest(request);
    }

    /** Walks the files in the order of {@link RecordingFiles}. */
    private Manifest manifest(UploadRequest request) {
        List<Video> videos = request.streams().stream().map(this::video).toList();
        List<Presentation> slides = request.slides().stream().map(this::presentation).toList();
        List<Image> images =
                request.images().stream()
                        .map(image ->
                                new Image(
                                        file(),
                                        orZero(image.time()),
                                        image.title(),
                                        image.description(),
                                        image.url()))
                        .toList();
        @Nullable Thumbnail thumbnail = thumbnail(request.thumbnail());
        List<Attachment> attachments =
                request.attachments().stream()
                        .map(each ->
                                new Attachment(
                                        file(),
                                        Objects.requireNonNullElse(
                                                each.mediaType(), "application/octet-stream")))
                        .toList();
        return new Manifest(
                Objects.requireNonNull(request.title(), "title"),
                request.description(),
                request.recordedAt(),
                creator(request.creator()),
                thumbnail,
                videos,
                slides,
                images,
                cuts(request.cuts()),
                request.tags(),
                attachments);
    }

    private Video video(Stream stream) {
        FileRef file = file();
        List<Video.Transcript> transcripts = new ArrayList<>();
        stream.captions()
                .forEach(caption ->
                        transcripts.add(
                                new Video.Transcript(
                                        file(),
                                        caption.language(),
                                        caption.origin(),
                                        caption.visible())));
        List<Video.Entry> chapters =
                stream.chapters().stream()
                        .map(chapter ->
                                new Video.Entry(
                                        orZero(chapter.time()),
                                        chapter.title(),
                                        chapter.description(),
                                        chapter.url()))
                        .toList();
        return new Video(
                type(stream.role()),
                stream.start(),
                file,
                stream.title(),
                cuts(stream.cuts()),
                chapters,
                transcripts);
    }

    private Presentation presentation(Slides slides) {
        List<Presentation.SlideChange> changes =
                slides.changes().stream()
                        .map(change ->
                                new Presentation.SlideChange(
                                        orZero(change.time()),
                                        Objects.requireNonNullElse(change.slideNumber(), 1),
                                        change.title(),
                                        change.description(),
                                        change.url()))
                        .toList();
        return new Presentation(slides.start(), file(), changes);
    }

    private @Nullable Thumbnail thumbnail(io.panoptoupload.messages.@Nullable Thumbnail thumbnail) {
        if (thumbnail == null) {
            return null;
        }
        if (thumbnail.source() != null) {
            return new Thumbnail.Picture(file());
        }
        return thumbnail.time() == null ? null : new Thumbnail.Moment(thumbnail.time());
    }

    private FileRef file() {
        UploadFile file = upload.file(next++).orElseThrow();
        String crc = Objects.requireNonNull(file.crc32(), "the file is not transferred yet");
        return new FileRef(file.objectName(), Integer.parseUnsignedInt(crc, 16));
    }

    private static List<Cut> cuts(List<io.panoptoupload.messages.Cut> cuts) {
        return cuts.stream()
                .map(cut -> new Cut(orZero(cut.start()), orZero(cut.duration())))
                .toList();
    }

    private static @Nullable Creator creator(io.panoptoupload.messages.@Nullable Creator creator) {
        return creator == null
                ? null
                : new Creator(creator.firstName(), creator.lastName(), creator.email());
    }

    private static Video.Type type(Role role) {
        return switch (role) {
            case PRIMARY -> Video.Type.PRIMARY;
            case SECONDARY -> Video.Type.SECONDARY;
            case AUDIO -> Video.Type.AUDIO;
        };
    }

    private static Duration orZero(@Nullable Duration time) {
        return Objects.requireNonNullElse(time, Duration.ZERO);
    }
}
