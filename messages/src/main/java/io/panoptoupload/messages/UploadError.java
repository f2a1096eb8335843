package io.panoptoupload.messages;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * What went wrong. Its texts may quote others, so they are made fit to be printed ({@link
 * OneLine}).
 *
 * @param message one sentence that a person can act on
 * @param retryable whether the same request may succeed later
 * @param panoptoMessage what Panopto itself said, verbatim but for characters that do not show
 */
@Message
public record UploadError(
        ErrorCode code, String message, boolean retryable, @Nullable String panoptoMessage) {
    public UploadError {
        message = OneLine.of(Objects.requireNonNullElse(message, ""));
        panoptoMessage = panoptoMessage == null ? null : OneLine.of(panoptoMessage);
    }
}
