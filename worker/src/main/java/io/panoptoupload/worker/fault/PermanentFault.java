package io.panoptoupload.worker.fault;

import io.panoptoupload.messages.ErrorCode;

import org.jspecify.annotations.Nullable;

/** Trying again would end the same way: the attempt has failed. */
public final class PermanentFault extends Fault {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    private enum Kind {
        USUAL,
        FINALISED_ELSEWHERE,
        BEFORE_TRANSFER
    }

    public PermanentFault(ErrorCode code, String message) {
        this(code, message, null);
    }

    public PermanentFault(ErrorCode code, String message, @Nullable String panoptoMessage) {
        this(code, message, panoptoMessage, Kind.USUAL);
    }

    private PermanentFault(
            ErrorCode code, String message, @Nullable String panoptoMessage, Kind kind) {
        super(code, message, panoptoMessage, null);
        this.kind = kind;
    }

    /**
     * PANOPTO_REJECTED: the upload has been finalised by another client. It must not be abandoned,
     * or the recording would be published twice.
     */
    public static PermanentFault finalisedElsewhere(String message) {
        return new PermanentFault(
                ErrorCode.PANOPTO_REJECTED, message, null, Kind.FINALISED_ELSEWHERE);
    }

    /**
     * Of a source as it is found before it is sent. When it turns up in the middle of a transfer
     * its server may only be out of order: it has yielded the file before.
     */
    public static PermanentFault beforeTransfer(ErrorCode code, String message) {
        return new PermanentFault(code, message, null, Kind.BEFORE_TRANSFER);
    }

    /** True when the upload may become a session whatever this worker does. */
    public boolean finalisedElsewhere() {
        return kind == Kind.FINALISED_ELSEWHERE;
    }

    /** True when trying again may end otherwise once a transfer has begun. */
    public boolean holdsOnlyBeforeTransfer() {
        return kind == Kind.BEFORE_TRANSFER;
    }
}
