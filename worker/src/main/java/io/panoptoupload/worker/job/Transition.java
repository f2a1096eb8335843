package io.panoptoupload.worker.job;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.stage.Upload;

import java.util.List;
import java.util.Optional;

/**
 * The result of one step of a job. Decided by {@link Transitions} alone; recorded, observed and
 * followed as it is.
 *
 * @param job as it is from here on, its last event included
 * @param events to be published in the same transaction, in order
 * @param error what the attempt failed for, or is tried again for
 * @param summary one log line about it; empty for none
 * @param discard an upload that was never armed, to be removed from Panopto once this is recorded:
 *     only then no owner can go on with it
 */
record Transition(
        Kind kind,
        UploadJob job,
        List<OutcomeEvent> events,
        Optional<UploadError> error,
        String summary,
        Optional<Upload> discard) {

    /** What kind of move it was. */
    enum Kind {
        /** An attempt begins. */
        ACCEPTED,
        /** A part of a stage is done; the stage goes on. */
        CHECKPOINT,
        /** The next stage is due. */
        ADVANCED,
        /** Nothing is wrong; Panopto is asked again after a while. */
        CHECKED,
        /** A fault that may pass: the stage is tried again later. */
        PARKED,
        /** Nothing was attempted, because Panopto is known to be away; nothing counts. */
        DEFERRED,
        /** Panopto has dropped the upload: another one is needed. */
        STARTED_OVER,
        /** One stream is in the session; the next one is due. */
        STREAM_ADDED,
        /** A cancel command came, and the upload must be confirmed dead first. */
        WITHDRAWING,
        COMPLETED,
        FAILED,
        CANCELLED
    }

    /** What the runner does next. */
    enum Follow {
        CONTINUE,
        /** Not before the job is due again. */
        WAIT,
        END
    }

    Transition {
        events = List.copyOf(events);
    }

    Follow follow() {
        return switch (kind) {
            case ACCEPTED, CHECKPOINT, ADVANCED, STARTED_OVER, STREAM_ADDED, WITHDRAWING ->
                    Follow.CONTINUE;
            case CHECKED, PARKED, DEFERRED -> Follow.WAIT;
            case COMPLETED, FAILED, CANCELLED -> Follow.END;
        };
    }

    /**
     * Whether it is to be recorded by itself. When to ask again is worth a record only together
     * with something that changed; that the manifest is sent is recorded with the step that
     * follows, since it has the same bytes when it is sent again.
     *
     * @param last whether no step follows in this run
     */
    boolean isRecorded(UploadJob before, boolean last) {
        return switch (kind) {
            case DEFERRED -> false;
            case ADVANCED -> last || job.phase() != Phase.MANIFESTED;
            case CHECKED ->
                    !events.isEmpty()
                            || before.parked() != null
                            || !before.currentUpload().equals(job.currentUpload());
            default -> true;
        };
    }

    Transition withError(UploadError why) {
        return new Transition(kind, job, events, Optional.of(why), summary, discard);
    }

    Transition withDiscard(Optional<Upload> upload) {
        return new Transition(kind, job, events, error, summary, upload);
    }
}
