package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.UploadError;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Why a lecture lies in {@code failed}, as the file beside it says.
 *
 * @param attempt that failed; null if none had begun
 * @param fingerprint by which the lecture is known when it is put back
 */
record FailedUpload(
        String requestId,
        @Nullable Integer attempt,
        String failedAt,
        UploadError error,
        String fingerprint) {
    FailedUpload {
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(fingerprint, "fingerprint");
    }

    FailedUpload withFingerprint(String known) {
        return new FailedUpload(requestId, attempt, failedAt, error, known);
    }
}
