package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonFormat;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * An entry in a stream's table of contents.
 *
 * @param time required; from the start of the stream
 * @param title required; empty when missing
 */
@Message
public record Chapter(
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Duration time,
        String title,
        @Nullable String description,
        @Nullable String url) {
    public Chapter {
        title = Absent.text(title);
    }
}
