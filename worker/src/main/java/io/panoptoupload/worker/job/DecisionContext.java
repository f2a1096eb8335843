package io.panoptoupload.worker.job;

import io.panoptoupload.messages.UploadRequest;

import org.jspecify.annotations.Nullable;

/**
 * A job as a decision finds it.
 *
 * @param request what is being uploaded; its extensions are echoed in every event
 * @param hasOptionalSlides whether it holds presentations that the recording can do without
 * @param hasMoreStreams whether more streams are to be added to the session after this one
 * @param cancel the command that is to be obeyed; null for none
 */
record DecisionContext(
        UploadJob job,
        UploadRequest request,
        boolean hasOptionalSlides,
        boolean hasMoreStreams,
        @Nullable Cancel cancel) {}
