package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonFormat;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A passage that viewers do not see. Both values are required.
 *
 * @param start from the start of the stream, or of the session for the session's own cuts
 * @param duration longer than zero
 */
@Message
public record Cut(
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Duration start,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Duration duration) {}
