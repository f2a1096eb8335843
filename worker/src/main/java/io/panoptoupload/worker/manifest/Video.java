package io.panoptoupload.worker.manifest;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * One video or audio stream.
 *
 * @param start relative to the session's
 * @param cuts relative to this stream
 */
public record Video(
        Type type,
        Duration start,
        FileRef file,
        @Nullable String title,
        List<Cut> cuts,
        List<Entry> tableOfContents,
        List<Transcript> transcripts) {
    public enum Type {
        PRIMARY("Primary"),
        SECONDARY("Secondary"),
        AUDIO("Audio");

        final String text;

        Type(String text) {
            this.text = text;
        }
    }

    /** A line of the table of contents. */
    public record Entry(
            Duration time, String title, @Nullable String description, @Nullable String url) {}

    /**
     * Captions of this stream.
     *
     * @param language a language tag such as {@code en-US}
     * @param source where the captions come from, in words
     */
    public record Transcript(
            FileRef file,
            @Nullable String language,
            @Nullable String source,
            @Nullable Boolean visible) {}

    public Video {
        cuts = List.copyOf(cuts);
        tableOfContents = List.copyOf(tableOfContents);
        transcripts = List.copyOf(transcripts);
    }
}
