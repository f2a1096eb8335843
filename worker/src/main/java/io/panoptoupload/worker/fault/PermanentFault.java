package io.panoptoupload.worker.fault;

import io.panoptoupload.messages.ErrorCode;

import org.jspecify.annotations.Nullable;

/** Trying again would end the same way: the attempt has failed. */
public final class PermanentFault extends Fault {
    private static final long serialVersionUID = 1L;

    private final boolean finalisedElsewhere;

    public PermanentFault(ErrorCode code, String message) {
        this(code, message, null);
    }

    public PermanentFault(ErrorCode code, String message, @Nullable String panoptoMessage) {
        this(code, message, panoptoMessage, false);
    }

    private PermanentFault(
            ErrorCode code,
            String message,
            @Nullable String panoptoMessage,
            boolean finalisedElsewhere) {
        super(code, message, panoptoMessage, null);
        this.finalisedElsewhere = finalisedElsewhere;
    }

    /**
     * PANOPTO_REJECTED: the upload has been finalised by another client. It must not be abandoned,
     * or the recording would be published twice.
     */
    public static PermanentFault finalisedElsewhere(String message) {
        return new PermanentFault(ErrorCode.PANOPTO_REJECTED, message, null, true);
    }

    /** True when the upload may become a session whatever this worker does. */
    public boolean finalisedElsewhere() {
        return finalisedElsewhere;
    }
}
