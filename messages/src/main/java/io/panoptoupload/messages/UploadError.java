package io.panoptoupload.messages;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong.
 *
 * @param message one sentence that a person can act on
 * @param retryable whether the same request may succeed later
 * @param panoptoMessage what Panopto itself said, verbatim
 */
@Message
public record UploadError(
        ErrorCode code, String message, boolean retryable, @Nullable String panoptoMessage) {}
