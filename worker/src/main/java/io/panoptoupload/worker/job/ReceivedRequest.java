package io.panoptoupload.worker.job;

import io.panoptoupload.messages.UploadRequest;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A valid request or command as its record brought it.
 *
 * @param digest of its content, if it brings any
 * @param traceparent W3C, as it was sent
 * @param rereadSince when it was sent, if it may have been taken in once before
 */
public record ReceivedRequest(
        UploadRequest request,
        Optional<String> digest,
        Optional<String> traceparent,
        Optional<Instant> rereadSince) {

    /** Whether it was meant for the previous attempt, and took effect then. */
    boolean isMeantBefore(UploadJob.Attempt attempt) {
        Instant accepted = Objects.requireNonNullElse(attempt.acceptedAt(), attempt.startedAt());
        return attempt.number() > 1
                && rereadSince.filter(sent -> sent.isBefore(accepted)).isPresent();
    }
}
