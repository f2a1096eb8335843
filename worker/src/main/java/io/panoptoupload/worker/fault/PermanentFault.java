package io.panoptoupload.worker.fault;

import io.panoptoupload.messages.ErrorCode;

import org.jspecify.annotations.Nullable;

/** Trying again would end the same way: the attempt has failed. */
public final class PermanentFault extends Fault {
    private static final long serialVersionUID = 1L;

    public PermanentFault(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    public PermanentFault(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, null, cause);
    }

    public PermanentFault(
            ErrorCode code,
            String message,
            @Nullable String panoptoMessage,
            @Nullable Throwable cause) {
        super(code, message, panoptoMessage, cause);
    }
}
