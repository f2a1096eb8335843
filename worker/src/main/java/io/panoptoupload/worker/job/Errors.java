package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.fault.Fault;

import org.jspecify.annotations.Nullable;

/** The errors that events carry. */
final class Errors {
    private Errors() {}

    /**
     * The error that ends an attempt.
     *
     * @param goesOn whether a retry goes on with the upload
     */
    static UploadError ofEnd(Fault fault, boolean goesOn) {
        return of(fault, goesOn || mayPass(fault.code()));
    }

    static UploadError of(Fault fault, boolean retryable) {
        return new UploadError(fault.code(), fault.getMessage(), retryable, fault.panoptoMessage());
    }

    static UploadError ofCancel(@Nullable Cancel cancel) {
        String reason = cancel == null ? null : cancel.reason();
        return new UploadError(
                ErrorCode.CANCELLED,
                reason == null
                        ? "A cancel command ended the upload."
                        : "A cancel command ended the upload: " + reason,
                false,
                null);
    }

    /** Also says which streams of the request are in its session nevertheless. */
    static UploadError withAdded(UploadError error, UploadJob job) {
        int added = job.attempt().streamsAdded().size();
        return added == 0
                ? error
                : new UploadError(
                        error.code(),
                        "%s (Streams that are in the session already: %d; a retry goes on with the next.)"
                                .formatted(error.message(), added),
                        error.retryable(),
                        error.panoptoMessage());
    }

    /** Whether the same request may succeed once what its error names is fixed elsewhere. */
    private static boolean mayPass(ErrorCode code) {
        return switch (code) {
            case SOURCE_NOT_FOUND,
                    SOURCE_UNREADABLE,
                    SOURCE_CHANGED,
                    PERMISSION_DENIED,
                    AUTHENTICATION_FAILED,
                    PANOPTO_UNAVAILABLE,
                    UPLOAD_EXPIRED,
                    DEADLINE_EXCEEDED,
                    INTERNAL ->
                    true;
            case INVALID_REQUEST,
                    CONFLICTING_REQUEST,
                    SOURCE_NOT_ALLOWED,
                    CHECKSUM_MISMATCH,
                    FILE_TOO_LARGE,
                    FOLDER_NOT_FOUND,
                    PANOPTO_REJECTED,
                    PROCESSING_FAILED,
                    CANCELLED ->
                    false;
        };
    }
}
