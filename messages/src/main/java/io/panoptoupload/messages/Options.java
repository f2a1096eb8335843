package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonFormat;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * When and how urgently to upload.
 *
 * @param priority default {@link Priority#NORMAL}
 * @param notBefore the transfer starts no earlier
 * @param deadline an upload that is not complete by then fails
 */
@Message
public record Options(
        Priority priority,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant notBefore,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant deadline) {
    /** Normal priority, any time. */
    public static final Options DEFAULT = new Options(Priority.NORMAL, null, null);

    public Options {
        priority = Absent.or(priority, Priority.NORMAL);
    }
}
