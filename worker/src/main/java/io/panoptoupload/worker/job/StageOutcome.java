package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;

import java.util.Optional;

/**
 * How one run of a stage ended.
 *
 * @param error what it failed for, or is tried again for
 */
public record StageOutcome(Kind kind, Optional<ErrorCode> error) {
    /** How a run ended. */
    public enum Kind {
        DONE,
        COMPLETED,
        FAILED,
        CANCELLED,
        /** Tried again later. */
        PARKED,
        /** Panopto dropped the upload; a new one is created. */
        STARTED_OVER,
        /** The worker or the partition stops, or a cancel command came. */
        STOPPED,
        /** The partition now belongs to another worker. */
        LOST
    }

    static final StageOutcome STOPPED = new StageOutcome(Kind.STOPPED, Optional.empty());
    static final StageOutcome LOST = new StageOutcome(Kind.LOST, Optional.empty());

    /**
     * The name in events; empty when the run had no result: Panopto had no news, or could not be
     * asked at all.
     */
    static Optional<StageOutcome> of(Transition transition) {
        Optional<ErrorCode> error = transition.error().map(UploadError::code);
        return switch (transition.kind()) {
            case ADVANCED, STREAM_ADDED -> Optional.of(new StageOutcome(Kind.DONE, error));
            case COMPLETED -> Optional.of(new StageOutcome(Kind.COMPLETED, error));
            case FAILED -> Optional.of(new StageOutcome(Kind.FAILED, error));
            case CANCELLED -> Optional.of(new StageOutcome(Kind.CANCELLED, error));
            case PARKED -> Optional.of(new StageOutcome(Kind.PARKED, error));
            case STARTED_OVER -> Optional.of(new StageOutcome(Kind.STARTED_OVER, error));
            case WITHDRAWING -> Optional.of(STOPPED);
            case CHECKED -> error.map(code -> new StageOutcome(Kind.PARKED, error));
            case ACCEPTED, CHECKPOINT, DEFERRED -> Optional.empty();
        };
    }
}
