package io.panoptoupload.worker.fault;

import io.panoptoupload.messages.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** The same thing may well succeed later: try again, not before {@link #retryAfter()} if given. */
public final class TransientFault extends Fault {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration retryAfter;
    private final Kind kind;

    private enum Kind {
        ATTEMPTED,
        NOT_ATTEMPTED,
        READABLE_IN_ORDER
    }

    public TransientFault(ErrorCode code, String message) {
        this(code, message, null);
    }

    public TransientFault(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, null, null, cause, Kind.ATTEMPTED);
    }

    public TransientFault(
            ErrorCode code,
            String message,
            @Nullable String panoptoMessage,
            @Nullable Duration retryAfter) {
        this(code, message, panoptoMessage, retryAfter, null, Kind.ATTEMPTED);
    }

    private TransientFault(
            ErrorCode code,
            String message,
            @Nullable String panoptoMessage,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause,
            Kind kind) {
        super(code, message, panoptoMessage, cause);
        this.retryAfter = retryAfter;
        this.kind = kind;
    }

    /**
     * The call was not sent (breaker open, rate limit): it is certain that nothing was done, so it
     * counts as no attempt.
     */
    public static TransientFault notAttempted(
            ErrorCode code,
            String message,
            @Nullable String panoptoMessage,
            @Nullable Duration retryAfter) {
        return new TransientFault(
                code, message, panoptoMessage, retryAfter, null, Kind.NOT_ATTEMPTED);
    }

    /**
     * A source cannot be read as it was meant to: what marks its version (an ETag, a time) is
     * another, or its ranges are not those that were asked for. Its bytes may be the same
     * nevertheless, which reading them in order, from their beginning, will show.
     */
    public static TransientFault readableInOrder(ErrorCode code, String message) {
        return new TransientFault(code, message, null, null, null, Kind.READABLE_IN_ORDER);
    }

    /** The wait that the server asked for (HTTP {@code Retry-After}). */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** True when it is certain that the server did nothing: it counts as no attempt. */
    public boolean notAttempted() {
        return kind == Kind.NOT_ATTEMPTED;
    }

    /** True when reading the source once, in order, may show that its bytes are the same. */
    public boolean readableInOrder() {
        return kind == Kind.READABLE_IN_ORDER;
    }
}
