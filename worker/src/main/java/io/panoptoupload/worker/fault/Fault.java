package io.panoptoupload.worker.fault;

import io.panoptoupload.messages.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Something that stands between a recording and its upload. The message is one sentence that a
 * person can act on: it names the thing, what is wrong with it, and the remedy; it never holds a
 * secret, a token, an UploadTarget or the query of a URL.
 */
public abstract sealed class Fault extends RuntimeException permits PermanentFault, TransientFault {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String panoptoMessage;

    Fault(
            ErrorCode code,
            String message,
            @Nullable String panoptoMessage,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.panoptoMessage = panoptoMessage;
    }

    public final ErrorCode code() {
        return code;
    }

    /** What Panopto itself said, verbatim. */
    public final @Nullable String panoptoMessage() {
        return panoptoMessage;
    }

    @Override
    public final String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
