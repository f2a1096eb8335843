package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A record of the outcome topic: what became of a request, one record per type of event. */
@Message
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = OutcomeEvent.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = OutcomeEvent.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = OutcomeEvent.Created.class, name = "created"),
    @JsonSubTypes.Type(value = OutcomeEvent.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = OutcomeEvent.FileTransferred.class, name = "file-transferred"),
    @JsonSubTypes.Type(value = OutcomeEvent.Finalised.class, name = "finalised"),
    @JsonSubTypes.Type(value = OutcomeEvent.Processing.class, name = "processing"),
    @JsonSubTypes.Type(value = OutcomeEvent.RetryScheduled.class, name = "retry-scheduled"),
    @JsonSubTypes.Type(value = OutcomeEvent.Completed.class, name = "completed"),
    @JsonSubTypes.Type(value = OutcomeEvent.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = OutcomeEvent.Cancelled.class, name = "cancelled")
})
public sealed interface OutcomeEvent {
    EventHeader header();

    default String requestId() {
        return header().requestId();
    }

    /** The type as it stands in JSON, for example {@code file-transferred}. */
    default String type() {
        return EventTypes.nameOf(this);
    }

    /** Whether the request's story ends here, unless a retry command adds to it. */
    @JsonIgnore
    default boolean isFinal() {
        return this instanceof Rejected
                || this instanceof Completed
                || this instanceof Failed
                || this instanceof Cancelled;
    }

    /**
     * The request is taken on; nothing of it gets lost from here.
     *
     * @param bytesTotal of all files, when their sizes are known
     */
    @Message
    record Accepted(@JsonUnwrapped EventHeader header, @Nullable Long bytesTotal)
            implements OutcomeEvent {}

    /**
     * The request was refused. Ends no accepted job: a conflicting request leaves the first alone.
     */
    @Message
    record Rejected(@JsonUnwrapped EventHeader header, UploadError error) implements OutcomeEvent {}

    /**
     * Panopto has opened an upload.
     *
     * @param uploadId Panopto's {@code ID}; not the session's id
     */
    @Message
    record Created(@JsonUnwrapped EventHeader header, String uploadId) implements OutcomeEvent {}

    /**
     * How far the job is.
     *
     * @param file the file in transfer
     * @param bytesSent of all files together, counted as they leave; those of a part that has to be
     *     sent again are taken back
     * @param percent 0–100
     * @param secondsLeft an estimate for the transfer
     * @param bandwidthLimit bytes per second that all transfers of this worker may take at present;
     *     absent without a limit
     * @param bytesConfirmed of those sent: in parts that Panopto has confirmed, which are not sent
     *     again
     */
    @Message
    record Progress(
            @JsonUnwrapped EventHeader header,
            Stage stage,
            @Nullable String file,
            long bytesSent,
            @Nullable Long bytesTotal,
            @Nullable Double percent,
            @Nullable Long bytesPerSecond,
            @Nullable Long secondsLeft,
            @Nullable Long bandwidthLimit,
            @Nullable Long bytesConfirmed)
            implements OutcomeEvent {
        /** Without a limit of bandwidth, and without what is confirmed. */
        public Progress(
                EventHeader header,
                Stage stage,
                @Nullable String file,
                long bytesSent,
                @Nullable Long bytesTotal,
                @Nullable Double percent,
                @Nullable Long bytesPerSecond,
                @Nullable Long secondsLeft) {
            this(
                    header,
                    stage,
                    file,
                    bytesSent,
                    bytesTotal,
                    percent,
                    bytesPerSecond,
                    secondsLeft,
                    null,
                    null);
        }
    }

    /** Panopto has a file in full. */
    @Message
    record FileTransferred(@JsonUnwrapped EventHeader header, TransferredFile file)
            implements OutcomeEvent {}

    /** The upload was finalised at Panopto: all of it is there. */
    @Message
    record Finalised(@JsonUnwrapped EventHeader header) implements OutcomeEvent {}

    /**
     * Panopto's own state or message has changed.
     *
     * @param panoptoState Panopto's {@code State}: 3 = processing, 4 = complete, 5 = error
     * @param panoptoMessage verbatim but for characters that do not show
     */
    @Message
    record Processing(
            @JsonUnwrapped EventHeader header, int panoptoState, @Nullable String panoptoMessage)
            implements OutcomeEvent {
        public Processing {
            panoptoMessage = panoptoMessage == null ? null : OneLine.of(panoptoMessage);
        }
    }

    /**
     * Something failed that may pass; the job waits.
     *
     * @param notBefore when it goes on at the earliest
     */
    @Message
    record RetryScheduled(
            @JsonUnwrapped EventHeader header,
            UploadError error,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Instant notBefore)
            implements OutcomeEvent {}

    /**
     * The session can be watched.
     *
     * @param embedUrl for a frame in another page, when Panopto says so
     * @param sessionSeconds the session's length as Panopto measured it, when it says so
     * @param durations how long each stage took
     */
    @Message
    record Completed(
            @JsonUnwrapped EventHeader header,
            String sessionId,
            String viewerUrl,
            @Nullable String embedUrl,
            @Nullable Double sessionSeconds,
            List<TransferredFile> files,
            long bytesTotal,
            Map<Stage, Duration> durations)
            implements OutcomeEvent {
        public Completed {
            files = Absent.list(files);
            durations = Absent.durations(durations);
        }
    }

    /**
     * The attempt has ended without a session; a retry command starts another.
     *
     * @param stage in which it ended, if it had begun
     */
    @Message
    record Failed(@JsonUnwrapped EventHeader header, UploadError error, @Nullable Stage stage)
            implements OutcomeEvent {}

    /**
     * The attempt was ended by a cancel command; a retry command starts another.
     *
     * @param stage in which it ended, if it had begun
     */
    @Message
    record Cancelled(@JsonUnwrapped EventHeader header, UploadError error, @Nullable Stage stage)
            implements OutcomeEvent {}
}
