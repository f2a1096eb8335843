package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonFormat;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A moment at which another slide comes up.
 *
 * @param time required; from the start of the presentation
 * @param slideNumber required; from 1
 * @param title default empty
 */
@Message
public record SlideChange(
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Duration time,
        @Nullable Integer slideNumber,
        String title,
        @Nullable String description,
        @Nullable String url) {
    public SlideChange {
        title = Absent.text(title);
    }
}
