package io.panoptoupload.worker.manifest;

import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.List;

/** What a session is made of. */
public record Manifest(
        String title,
        @Nullable String description,
        @Nullable OffsetDateTime recordedAt,
        @Nullable Creator creator,
        @Nullable Thumbnail thumbnail,
        List<Video> videos,
        List<Presentation> presentations,
        List<Image> images,
        List<Cut> cuts,
        List<String> tags,
        List<Attachment> attachments) {
    public Manifest {
        videos = List.copyOf(videos);
        presentations = List.copyOf(presentations);
        images = List.copyOf(images);
        cuts = List.copyOf(cuts);
        tags = List.copyOf(tags);
        attachments = List.copyOf(attachments);
    }

    /** The least: a title and streams. */
    public static Manifest of(String title, List<Video> videos) {
        return new Manifest(
                title, null, null, null, null, videos, List.of(), List.of(), List.of(), List.of(),
                List.of());
    }

    /** UCS 2.0, UTF-8. Characters that XML 1.0 cannot hold are left out. */
    public byte[] toXml() {
        return ManifestXml.of(this);
    }
}
