package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.fault.Fault;

/** From a fault to what is told of it. */
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

    /** Whether the same request may succeed once what its error names is mended elsewhere. */
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
