package io.panoptoupload.worker.job;

import io.panoptoupload.messages.Stage;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** How far a job has come. Each phase says what has been done and recorded. */
public enum Phase {
    /** Nothing at Panopto yet. */
    ACCEPTED(Stage.CREATE),
    /** There is an upload at Panopto; its files are on their way. */
    CREATED(Stage.TRANSFER),
    /** All files are there. */
    TRANSFERRED(Stage.MANIFEST),
    /** The manifest may be there: the upload's content is frozen. */
    MANIFESTED(Stage.FINALISE),
    /** The PUT that publishes may have been sent: the upload is never abandoned from here. */
    ARMED(Stage.FINALISE),
    /** The upload was finalised at Panopto. */
    PROCESSING(Stage.PROCESSING),
    /** The upload must be seen dead before anything else happens. */
    WITHDRAWING(Stage.PROCESSING),
    COMPLETED(null),
    FAILED(null),
    CANCELLED(null);

    private final @Nullable Stage stage;

    Phase(@Nullable Stage stage) {
        this.stage = stage;
    }

    /** The stage that is due; empty at the end. */
    public Optional<Stage> stage() {
        return Optional.ofNullable(stage);
    }

    public boolean isFinal() {
        return stage == null;
    }

    /** Whether the PUT that publishes may still arrive at Panopto. */
    public boolean mayPublish() {
        return this == ARMED || this == PROCESSING || this == WITHDRAWING;
    }

    /** Whether the stage that is due moves bytes and so holds one of the worker's upload slots. */
    public boolean needsSlot() {
        return stage != null && stage != Stage.PROCESSING;
    }
}
