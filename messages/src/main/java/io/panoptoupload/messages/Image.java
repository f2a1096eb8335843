package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonFormat;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A still image that is shown from a moment of the session on.
 *
 * @param source required; with an empty {@code uri} when missing
 * @param time required; from the start of the session
 */
@Message
public record Image(
        Source source,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Duration time,
        @Nullable String title,
        @Nullable String description,
        @Nullable String url) {
    public Image {
        source = Source.orMissing(source);
    }
}
