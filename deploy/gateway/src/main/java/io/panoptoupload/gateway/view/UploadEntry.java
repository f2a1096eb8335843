package io.panoptoupload.gateway.view;

import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.job.IdHash;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One upload in memory; of 100,000 there is one each, so nothing stands here that can be read back.
 *
 * @param at by which the list is ordered: when it was accepted, else when it came
 * @param source where this was read
 * @param digest of the request's content; null if it was rejected
 * @param progress how far it is
 * @param end what became of it, or of its last try
 */
public record UploadEntry(
        String requestId,
        UploadState state,
        Instant at,
        Recording recording,
        Source source,
        @Nullable IdHash digest,
        Progress progress,
        End end) {

    /**
     * What is uploaded.
     *
     * @param title null if it is added to a session that exists
     * @param folderId null likewise
     */
    public record Recording(@Nullable String title, @Nullable String folderId) {
        static final Recording UNKNOWN = new Recording(null, null);
    }

    /** Which topic says so. */
    public enum Kind {
        /** The journal: the upload is accepted. */
        JOB,
        /** The requests: no worker has taken it in yet. */
        REQUEST,
        /** The outcomes: it was refused, or has ended and is in no journal that is known here. */
        OUTCOME
    }

    /** The record in that topic. */
    public record Source(Kind kind, int partition, long offset) {}

    /**
     * How far it is.
     *
     * @param attempt from 1; 0 if there is none
     * @param since when it came to where it is
     * @param bytesConfirmed of those sent: not sent again; null unless bytes flow
     * @param rate null unless bytes flow
     * @param nextAttemptAt null unless it waits for a time
     */
    public record Progress(
            @Nullable Stage stage,
            int attempt,
            Instant since,
            long bytesSent,
            @Nullable Long bytesConfirmed,
            @Nullable Long bytesTotal,
            @Nullable Double percent,
            @Nullable Rate rate,
            @Nullable Instant nextAttemptAt) {}

    /**
     * How fast bytes flow.
     *
     * @param bytesPerSecond as measured
     * @param secondsLeft an estimate; null if that is not known
     */
    public record Rate(long bytesPerSecond, @Nullable Long secondsLeft) {}

    /**
     * What became of it.
     *
     * @param error that it ended with or waits for, its message cut at 300 characters
     * @param uploadKept whether Panopto still has an upload that a cancel would remove
     */
    public record End(
            @Nullable UploadError error,
            @Nullable String sessionId,
            @Nullable String viewerUrl,
            boolean uploadKept) {
        static final End NONE = new End(null, null, null, false);
    }

    /** Of a request that Kafka has, and no worker has taken in yet. */
    public static UploadEntry waiting(
            String requestId, Recording recording, IdHash digest, Instant at) {
        return new UploadEntry(
                requestId,
                UploadState.WAITING,
                at,
                recording,
                new Source(Kind.REQUEST, 0, 0),
                digest,
                new Progress(null, 0, at, 0, null, null, null, null, null),
                End.NONE);
    }

    /** An event has neither title nor folder; the request that was sent from here has. */
    UploadEntry withRecordingOf(UploadEntry before) {
        return recording.equals(Recording.UNKNOWN)
                ? new UploadEntry(
                        requestId, state, at, before.recording, source, digest, progress, end)
                : this;
    }

    boolean isRequest() {
        return source.kind() == Kind.REQUEST;
    }

    public boolean isJob() {
        return source.kind() == Kind.JOB;
    }

    /** When a worker accepted it; null if none has. */
    public @Nullable Instant acceptedAt() {
        return isRequest() || state == UploadState.REJECTED ? null : at;
    }
}
