package io.panoptoupload.worker.fault;

import io.panoptoupload.messages.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** The same thing may well succeed later: try again, not before {@link #retryAfter()} if given. */
public final class TransientFault extends Fault {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration retryAfter;

    public TransientFault(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, null, null, cause);
    }

    public TransientFault(
            ErrorCode code,
            String message,
            @Nullable String panoptoMessage,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(code, message, panoptoMessage, cause);
        this.retryAfter = retryAfter;
    }

    /** The wait that the other side asked for (HTTP {@code Retry-After}). */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
