package io.panoptoupload.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The state of one upload. Time moves it on, but no timer does: what is due is done at the next
 * access. The caller holds the upload's lock.
 */
final class UploadLife {
    /** How long the removal of an upload's files takes. */
    static final Duration DELETION = Duration.ofSeconds(1);

    private final Timing timing;
    private UploadState state = UploadState.UPLOADING;
    private Instant since;
    private boolean accepted;
    private boolean broken;
    private boolean deletionFails;

    UploadLife(Timing timing) {
        this.timing = timing;
        this.since = timing.clock().instant();
    }

    /**
     * How long things take.
     *
     * @param processing from State 1 to the end; the first tenth of it is the queue at State 1
     * @param expiry of an open upload to which nothing is written
     */
    record Timing(Duration processing, Duration expiry, InstantSource clock) {}

    /** The state now. */
    UploadState state() {
        Instant now = timing.clock().instant();
        if (state == UploadState.UPLOADING && due(timing.expiry(), now)) {
            enter(UploadState.DELETING_FILES, since.plus(timing.expiry()));
        }
        if (state == UploadState.DELETING_FILES && due(DELETION, now)) {
            enter(deletionFails ? UploadState.DELETING_ERROR : UploadState.DELETED, now);
        }
        if (state == UploadState.UPLOAD_COMPLETE && due(timing.processing().dividedBy(10), now)) {
            state = UploadState.PROCESSING;
        }
        if (state == UploadState.PROCESSING && due(timing.processing(), now)) {
            state = accepted && !broken ? UploadState.COMPLETE : UploadState.PROCESSING_ERROR;
        }
        return state;
    }

    /** Something was written: the time to expiry starts again. */
    void touch() {
        since = timing.clock().instant();
    }

    /** The client is done; from here on only {@code since} and the verdict decide. */
    void complete(boolean verdict) {
        accepted = verdict;
        enter(UploadState.UPLOAD_COMPLETE, timing.clock().instant());
    }

    /** Processing will fail whatever the verdict, unless it is over already. */
    void fail() {
        broken = true;
    }

    /** Cancels what is not over yet. */
    boolean cancel() {
        return switch (state()) {
            case UPLOADING, UPLOAD_COMPLETE, PROCESSING -> {
                enter(UploadState.UPLOAD_CANCELLED, timing.clock().instant());
                yield true;
            }
            default -> false;
        };
    }

    /** Reaps an open upload before its time. */
    void expire(boolean failing) {
        if (state() == UploadState.UPLOADING) {
            deletionFails = failing;
            enter(UploadState.DELETING_FILES, timing.clock().instant());
        }
    }

    private boolean due(Duration after, Instant now) {
        return !now.isBefore(since.plus(after));
    }

    private void enter(UploadState next, Instant when) {
        state = next;
        since = when;
    }
}
