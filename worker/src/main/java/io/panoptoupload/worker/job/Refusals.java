package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;

import java.time.Instant;

/** Why a valid request or command is not carried out, and what its sender can do. */
final class Refusals {
    private Refusals() {}

    /** Whether it was carried out before is no longer known. */
    static UploadError mayBeDone(Instant sent) {
        return new UploadError(
                ErrorCode.INTERNAL,
                "This request was sent at %s and stands in a topic that was created again, copied or cut off since, so it may have been carried out before, longer ago than workers remember. Look for it in Panopto; if it is not there, send it again."
                        .formatted(sent),
                true,
                null);
    }

    static UploadError nothingToRetry() {
        return new UploadError(
                ErrorCode.INVALID_REQUEST,
                "There is nothing to retry: no upload with this requestId is remembered; send the request itself.",
                false,
                null);
    }

    /** Whatever the command: starting over could publish the recording twice. */
    static UploadError unreadable() {
        return new UploadError(
                ErrorCode.INTERNAL,
                "An upload with this requestId is known, but this worker cannot read its record in the journal; its log has the details. Publish the request again from the dead-letter topic once that is fixed.",
                true,
                null);
    }

    static UploadError tooManyEarlyCancels() {
        return new UploadError(
                ErrorCode.INTERNAL,
                "No upload with this requestId is known, and as many cancel commands wait for their requests as a partition remembers (%d); send the cancel again once the request is accepted."
                        .formatted(PartitionJobs.MAX_EARLY_CANCELS),
                true,
                null);
    }

    static UploadError conflict() {
        return new UploadError(
                ErrorCode.CONFLICTING_REQUEST,
                "Another request with this requestId is known, and it asks for something else; use a new requestId, or a retry command with the new content once the first has ended.",
                false,
                null);
    }
}
