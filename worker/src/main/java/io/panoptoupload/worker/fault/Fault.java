package io.panoptoupload.worker.fault;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OneLine;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Something that keeps a recording from being uploaded. The message is one sentence that a person
 * can act on: it names the thing, what is wrong with it, and the remedy; it never holds a secret, a
 * token, an UploadTarget or the query of a URL. What it quotes of others cannot forge a line
 * ({@link OneLine}).
 */
public abstract sealed class Fault extends RuntimeException permits PermanentFault, TransientFault {
    private static final long serialVersionUID = 1L;

    private static final int MAX_MESSAGE = 4000;

    private final ErrorCode code;
    private final @Nullable String panoptoMessage;

    Fault(
            ErrorCode code,
            String message,
            @Nullable String panoptoMessage,
            @Nullable Throwable cause) {
        super(OneLine.of(shortened(message)), cause);
        this.code = code;
        this.panoptoMessage = panoptoMessage == null ? null : OneLine.of(panoptoMessage);
    }

    /** Of a long path or URL that it quotes the middle goes; the remedy stands at the end. */
    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE
                ? message
                : message.substring(0, MAX_MESSAGE / 2)
                        + "…"
                        + message.substring(message.length() - MAX_MESSAGE / 2);
    }

    public final ErrorCode code() {
        return code;
    }

    /** What Panopto itself said, verbatim but for characters that do not show. */
    public final @Nullable String panoptoMessage() {
        return panoptoMessage;
    }

    @Override
    public final String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
