package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.gateway.view.UploadState;
import io.panoptoupload.messages.UploadError;

import org.jspecify.annotations.Nullable;

/**
 * An upload as a person thinks of it.
 *
 * @param name its title, or its id if it has none
 * @param percent 0–100; null unless bytes are known to flow
 * @param progress how much of how much
 * @param rate how fast, and for how long yet; null unless bytes flow
 * @param at when it was accepted or came
 * @param nextAttempt null unless it waits for a time
 * @param viewer where the session is watched; null if nowhere, or nowhere safe
 */
record UploadRow(
        String id,
        String name,
        @Nullable String folder,
        State state,
        int attempt,
        @Nullable Long percent,
        String progress,
        @Nullable String rate,
        Times.Moment at,
        Times.Moment since,
        Times.@Nullable Moment nextAttempt,
        @Nullable ErrorText error,
        @Nullable String viewer) {

    /**
     * Where it stands.
     *
     * @param name as in the API
     * @param text for people
     */
    record State(String name, String text, boolean ended, boolean cancellable, boolean retryable) {
        static State of(UploadEntry entry) {
            UploadState state = entry.state();
            boolean failed = state == UploadState.FAILED;
            return new State(
                    state.wireName(),
                    UploadRow.text(state),
                    state.isFinal(),
                    !state.isFinal() || (failed && entry.end().uploadKept()),
                    failed || state == UploadState.CANCELLED);
        }
    }

    static String text(UploadState state) {
        return switch (state) {
            case WAITING -> "Waiting";
            case TRANSFERRING -> "Transferring";
            case PARKED -> "Waits to retry";
            case PROCESSING -> "Processing";
            case COMPLETED -> "Completed";
            case FAILED -> "Failed";
            case CANCELLED -> "Cancelled";
            case REJECTED -> "Rejected";
        };
    }

    static UploadRow of(UploadEntry entry, Times times) {
        return of(entry, entry.end().error(), times);
    }

    /**
     * The same with the whole error.
     *
     * @param error null if there is none
     */
    static UploadRow of(UploadEntry entry, @Nullable UploadError error, Times times) {
        UploadEntry.Progress progress = entry.progress();
        UploadEntry.Rate rate = progress.rate();
        String title = entry.recording().title();
        return new UploadRow(
                entry.requestId(),
                title == null || title.isBlank() ? entry.requestId() : title,
                entry.recording().folderId(),
                State.of(entry),
                progress.attempt(),
                progress.percent() == null ? null : (long) Math.floor(progress.percent()),
                ByteText.of(progress.bytesSent(), progress.bytesConfirmed(), progress.bytesTotal()),
                rate == null ? null : ByteText.of(rate),
                times.of(entry.at()),
                times.of(progress.since()),
                progress.nextAttemptAt() == null ? null : times.of(progress.nextAttemptAt()),
                ErrorText.of(error),
                ViewerLink.of(entry.end().viewerUrl()));
    }
}
