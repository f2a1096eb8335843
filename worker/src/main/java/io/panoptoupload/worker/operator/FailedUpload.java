package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.UploadError;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

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
    static FailedUpload of(
            String requestId,
            @Nullable Integer attempt,
            Instant at,
            UploadError error,
            String fingerprint) {
        return new FailedUpload(requestId, attempt, at.toString(), error, fingerprint);
    }
}
