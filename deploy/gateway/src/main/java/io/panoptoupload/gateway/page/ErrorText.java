package io.panoptoupload.gateway.page;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;

import org.jspecify.annotations.Nullable;

/**
 * An error with what to do about it.
 *
 * @param panopto what Panopto itself said; null if it said nothing
 */
record ErrorText(String code, String message, @Nullable String panopto, String remedy) {

    static @Nullable ErrorText of(@Nullable UploadError error) {
        return error == null
                ? null
                : new ErrorText(
                        error.code().name(),
                        error.message(),
                        error.panoptoMessage(),
                        remedy(error.code()));
    }

    static String remedy(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST ->
                    "Correct the request and send it again, under another requestId.";
            case CONFLICTING_REQUEST ->
                    "Send the changed content under another requestId; the first one goes on as it is.";
            case SOURCE_NOT_ALLOWED ->
                    "Add the folder, host or bucket to the workers' sources, then replay or retry.";
            case SOURCE_NOT_FOUND ->
                    "Put the file where the request names it, then retry; or send a corrected request.";
            case SOURCE_UNREADABLE ->
                    "Give the workers access to the file, or repair its storage, then retry.";
            case SOURCE_CHANGED -> "Wait until the recorder has finished the file, then retry.";
            case CHECKSUM_MISMATCH ->
                    "Compare the file with the recorder's original, replace it, then retry.";
            case FILE_TOO_LARGE ->
                    "Split or re-encode the recording, and send it as a new request.";
            case FOLDER_NOT_FOUND ->
                    "Create the folder in Panopto or correct the mapping; if it exists, give the service account access, then retry.";
            case PERMISSION_DENIED ->
                    "Give the service account the right to create sessions in this folder, then retry.";
            case AUTHENTICATION_FAILED ->
                    "Check the service account and API client that the workers use, then retry.";
            case PANOPTO_UNAVAILABLE ->
                    "Check Panopto's status; the upload goes on by itself, and one that has failed can be retried.";
            case PANOPTO_REJECTED ->
                    "Read what Panopto said; correct the request or Panopto's settings, then retry.";
            case PROCESSING_FAILED ->
                    "Play the file locally; if it is sound, retry, else record or encode it again.";
            case UPLOAD_EXPIRED -> "Retry; a new upload is begun.";
            case DEADLINE_EXCEEDED ->
                    "Retry if it is still wanted, after looking for what held it up.";
            case CANCELLED -> "Nothing, unless it is wanted after all: then retry.";
            case INTERNAL -> "Look into the workers' log for this requestId, then retry.";
        };
    }
}
