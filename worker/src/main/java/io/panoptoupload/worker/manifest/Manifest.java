package io.panoptoupload.worker.manifest;

import io.panoptoupload.messages.Attachment;
import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Chapter;
import io.panoptoupload.messages.Creator;
import io.panoptoupload.messages.Cut;
import io.panoptoupload.messages.Image;
import io.panoptoupload.messages.SlideChange;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.UploadRequest;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** A request's manifest: free in the order of its elements, but for those of a video. */
public final class Manifest {
    private final XmlOut out;
    private final Iterator<FileRef> files;

    private Manifest(XmlOut out, Iterator<FileRef> files) {
        this.out = out;
        this.files = files;
    }

    /**
     * UCS 2.0, in UTF-8. Characters that XML 1.0 cannot hold are left out.
     *
     * @param files each stream followed by its captions, then slides, images, thumbnail and
     *     attachments
     */
    public static byte[] toXml(UploadRequest request, List<FileRef> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (XmlOut out = new XmlOut(bytes)) {
            new Manifest(out, files.iterator()).session(request);
        }
        return bytes.toByteArray();
    }

    private void session(UploadRequest request) {
        out.root(
                "Session",
                () -> {
                    out.text("Title", Objects.requireNonNull(request.title(), "title"));
                    out.optional("Description", request.description());
                    if (request.recordedAt() != null) {
                        // An Instant always writes its seconds; an OffsetDateTime on a whole
                        // minute does not, and lectures start on whole minutes.
                        out.text("Date", request.recordedAt().toInstant().toString());
                    }
                    creator(request.creator());
                    all("Videos", request.streams(), this::video);
                    all("Presentations", request.slides(), this::presentation);
                    all("Images", request.images(), this::image);
                    thumbnail(request.thumbnail());
                    all("Cuts", request.cuts(), this::cut);
                    all("Tags", request.tags(), tag -> out.text("Tag", tag));
                    all("Attachments", request.attachments(), this::attachment);
                });
    }

    private void creator(@Nullable Creator creator) {
        if (creator != null) {
            out.element(
                    "Creator",
                    () -> {
                        out.optional("FirstName", creator.firstName());
                        out.optional("LastName", creator.lastName());
                        out.optional("Email", creator.email());
                    });
        }
    }

    private void thumbnail(@Nullable Thumbnail thumbnail) {
        if (thumbnail != null && thumbnail.source() != null) {
            out.file("Thumbnail", files.next());
        } else if (thumbnail != null && thumbnail.time() != null) {
            out.time("ThumbnailTime", thumbnail.time());
        }
    }

    private void video(Stream stream) {
        out.element(
                "Video",
                () -> {
                    out.optional("Title", stream.title());
                    out.time("Start", stream.start());
                    out.file("File", files.next());
                    all("Cuts", stream.cuts(), this::cut);
                    all("TableOfContents", stream.chapters(), this::entry);
                    out.text(
                            "Type",
                            switch (stream.role()) {
                                case PRIMARY -> "Primary";
                                case SECONDARY -> "Secondary";
                                case AUDIO -> "Audio";
                            });
                    all("Transcripts", stream.captions(), this::transcript);
                });
    }

    private void entry(Chapter chapter) {
        out.element(
                "Entry",
                () -> {
                    out.text("Title", chapter.title());
                    out.optional("Description", chapter.description());
                    out.optional("Url", chapter.url());
                    out.time("Time", orZero(chapter.time()));
                });
    }

    private void transcript(Caption caption) {
        out.element(
                "Transcript",
                () -> {
                    out.file("File", files.next());
                    out.optional("LCID", caption.language());
                    out.optional("Source", caption.origin());
                    out.text("Visible", caption.visible().toString());
                });
    }

    private void presentation(Slides slides) {
        out.element(
                "Presentation",
                () -> {
                    out.time("Start", slides.start());
                    out.file("File", files.next());
                    // Required even when there are none.
                    out.element("SlideChanges", () -> slides.changes().forEach(this::slideChange));
                });
    }

    private void slideChange(SlideChange change) {
        out.element(
                "SlideChange",
                () -> {
                    out.text("Title", change.title());
                    out.optional("Description", change.description());
                    out.optional("Url", change.url());
                    out.time("Time", orZero(change.time()));
                    int number = Objects.requireNonNullElse(change.slideNumber(), 1);
                    out.text("SlideNumber", Integer.toString(number));
                });
    }

    private void image(Image image) {
        out.element(
                "Image",
                () -> {
                    out.file("File", files.next());
                    out.time("Time", orZero(image.time()));
                    out.optional("Title", image.title());
                    out.optional("Description", image.description());
                    out.optional("Url", image.url());
                });
    }

    private void cut(Cut cut) {
        out.element(
                "Cut",
                () -> {
                    out.time("Start", orZero(cut.start()));
                    out.time("Duration", orZero(cut.duration()));
                });
    }

    private void attachment(Attachment attachment) {
        out.element(
                "Attachment",
                () -> {
                    out.file("File", files.next());
                    out.text(
                            "MimeType",
                            Objects.requireNonNullElse(
                                    attachment.mediaType(), "application/octet-stream"));
                });
    }

    private <T> void all(String name, List<T> items, Consumer<T> each) {
        if (!items.isEmpty()) {
            out.element(name, () -> items.forEach(each));
        }
    }

    private static Duration orZero(@Nullable Duration time) {
        return Objects.requireNonNullElse(time, Duration.ZERO);
    }
}
