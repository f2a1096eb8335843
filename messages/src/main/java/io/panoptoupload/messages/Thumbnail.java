package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonFormat;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * The session's thumbnail: either an image file or a moment of the video.
 *
 * @param time from the start of the session
 */
@Message
public record Thumbnail(
        @Nullable Source source,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Duration time) {}
