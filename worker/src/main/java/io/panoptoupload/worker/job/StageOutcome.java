package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;

import java.util.Optional;

/**
 * What one run of a stage came to.
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
        /** Panopto let the upload go; a new one is created. */
        STARTED_OVER,
        /** This worker or the partition goes, or a cancel command came. */
        STOPPED,
        /** The partition is another worker's now. */
        LOST
    }

    static final StageOutcome LOST = plain(Kind.LOST);

    /**
     * Read from what was recorded, so that it is what the events say as well; empty when nothing
     * was: Panopto was asked and had no news, or could not be asked at all.
     *
     * @param stopped whether the run was told to stop
     */
    static Optional<StageOutcome> of(UploadJob before, UploadJob after, boolean stopped) {
        boolean added =
                after.attempt().streamsAdded().size() > before.attempt().streamsAdded().size();
        boolean fellBack =
                after.phase() == Phase.ACCEPTED && before.phase() != Phase.ACCEPTED && !added;
        if (after.sequence() != before.sequence()) {
            switch (after.lastEvent()) {
                case OutcomeEvent.Completed _ -> {
                    return Optional.of(plain(Kind.COMPLETED));
                }
                case OutcomeEvent.Cancelled _ -> {
                    return Optional.of(plain(Kind.CANCELLED));
                }
                case OutcomeEvent.Failed failed -> {
                    return Optional.of(faulty(Kind.FAILED, failed.error().code()));
                }
                case OutcomeEvent.RetryScheduled retry -> {
                    Kind kind = fellBack ? Kind.STARTED_OVER : Kind.PARKED;
                    return Optional.of(faulty(kind, retry.error().code()));
                }
                default -> {}
            }
        }
        if (fellBack) {
            return Optional.of(plain(Kind.STARTED_OVER));
        }
        if (after.phase() != before.phase() && after.phase() != Phase.WITHDRAWING) {
            return Optional.of(plain(Kind.DONE));
        }
        return stopped ? Optional.of(plain(Kind.STOPPED)) : Optional.empty();
    }

    private static StageOutcome plain(Kind kind) {
        return new StageOutcome(kind, Optional.empty());
    }

    private static StageOutcome faulty(Kind kind, ErrorCode code) {
        return new StageOutcome(kind, Optional.of(code));
    }
}
