package io.panoptoupload.worker.manifest;

import io.panoptoupload.worker.manifest.Presentation.SlideChange;
import io.panoptoupload.worker.manifest.Video.Entry;
import io.panoptoupload.worker.manifest.Video.Transcript;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;

/** The order of elements that the schema demands: free in the session, strict inside a video. */
final class ManifestXml {
    private final XmlOut out;

    private ManifestXml(XmlOut out) {
        this.out = out;
    }

    static byte[] of(Manifest manifest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (XmlOut out = new XmlOut(bytes)) {
            new ManifestXml(out).session(manifest);
        }
        return bytes.toByteArray();
    }

    private void session(Manifest manifest) {
        out.root(
                "Session",
                () -> {
                    out.text("Title", manifest.title());
                    out.optional("Description", manifest.description());
                    if (manifest.recordedAt() != null) {
                        // An Instant always writes its seconds; an OffsetDateTime on a whole
                        // minute does not, and lectures start on whole minutes.
                        out.text("Date", manifest.recordedAt().toInstant().toString());
                    }
                    creator(manifest.creator());
                    thumbnail(manifest.thumbnail());
                    all("Videos", manifest.videos(), this::video);
                    all("Presentations", manifest.presentations(), this::presentation);
                    all("Images", manifest.images(), this::image);
                    all("Cuts", manifest.cuts(), this::cut);
                    all("Tags", manifest.tags(), tag -> out.text("Tag", tag));
                    all("Attachments", manifest.attachments(), this::attachment);
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
        switch (thumbnail) {
            case null -> {}
            case Thumbnail.Picture(var file) -> out.file("Thumbnail", file);
            case Thumbnail.Moment(var time) -> out.time("ThumbnailTime", time);
        }
    }

    private void video(Video video) {
        out.element(
                "Video",
                () -> {
                    out.optional("Title", video.title());
                    out.time("Start", video.start());
                    out.file("File", video.file());
                    all("Cuts", video.cuts(), this::cut);
                    all("TableOfContents", video.tableOfContents(), this::entry);
                    out.text("Type", video.type().text);
                    all("Transcripts", video.transcripts(), this::transcript);
                });
    }

    private void entry(Entry entry) {
        out.element(
                "Entry",
                () -> {
                    out.text("Title", entry.title());
                    out.optional("Description", entry.description());
                    out.optional("Url", entry.url());
                    out.time("Time", entry.time());
                });
    }

    private void transcript(Transcript transcript) {
        out.element(
                "Transcript",
                () -> {
                    out.file("File", transcript.file());
                    out.optional("LCID", transcript.language());
                    out.optional("Source", transcript.source());
                    if (transcript.visible() != null) {
                        out.text("Visible", transcript.visible().toString());
                    }
                });
    }

    private void presentation(Presentation presentation) {
        out.element(
                "Presentation",
                () -> {
                    out.time("Start", presentation.start());
                    out.file("File", presentation.file());
                    // Required even when there are none.
                    out.element(
                            "SlideChanges",
                            () -> presentation.changes().forEach(this::slideChange));
                });
    }

    private void slideChange(SlideChange change) {
        out.element(
                "SlideChange",
                () -> {
                    out.text("Title", change.title());
                    out.optional("Description", change.description());
                    out.optional("Url", change.url());
                    out.time("Time", change.time());
                    out.text("SlideNumber", Integer.toString(change.slideNumber()));
                });
    }

    private void image(Image image) {
        out.element(
                "Image",
                () -> {
                    out.file("File", image.file());
                    out.time("Time", image.time());
                    out.optional("Title", image.title());
                    out.optional("Description", image.description());
                    out.optional("Url", image.url());
                });
    }

    private void cut(Cut cut) {
        out.element(
                "Cut",
                () -> {
                    out.time("Start", cut.start());
                    out.time("Duration", cut.duration());
                });
    }

    private void attachment(Attachment attachment) {
        out.element(
                "Attachment",
                () -> {
                    out.file("File", attachment.file());
                    out.text("MimeType", attachment.mediaType());
                });
    }

    private <T> void all(String name, List<T> items, Consumer<T> each) {
        if (!items.isEmpty()) {
            out.element(name, () -> items.forEach(each));
        }
    }
}
