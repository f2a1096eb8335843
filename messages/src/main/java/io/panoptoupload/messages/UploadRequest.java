package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/**
 * A record of the request topic: upload a recording, cancel that, or try again.
 *
 * <p>Every request that is JSON can be read into this record, also an invalid one, so that all its
 * faults can be reported at once: missing required texts are empty, other missing values null or
 * their defaults. Ids that come from outside are texts for the same reason.
 *
 * @param requestId required; 1–200 visible ASCII characters; the idempotency key and the record key
 * @param command default {@link Command#UPLOAD}
 * @param reason why an upload is cancelled
 * @param afterAttempt of a retry: the number of the attempt that ended, from 1
 * @param folderId GUID of the Panopto folder; required unless {@code addToSession} is given
 * @param title required unless {@code addToSession} is given
 * @param recordedAt start of the recording, with the offset of the place where it was made
 * @param streams required; at least one
 * @param cuts relative to the session
 * @param access default {@link Access#INHERIT}
 * @param addToSession GUID of an existing session that gets the streams; then there is no folder
 *     and no title
 * @param extensions at most 16 KiB as JSON, and 32 levels; echoed in every outcome event
 */
@Message
public record UploadRequest(
        String requestId,
        Command command,
        @Nullable String reason,
        @Nullable Integer afterAttempt,
        @Nullable String folderId,
        @Nullable String title,
        @Nullable String description,
        @JsonFormat(
                        shape = JsonFormat.Shape.STRING,
                        without = JsonFormat.Feature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                @Nullable OffsetDateTime recordedAt,
        @Nullable Creator creator,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tags,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Stream> streams,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Slides> slides,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Image> images,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Cut> cuts,
        @Nullable Thumbnail thumbnail,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Attachment> attachments,
        Access access,
        @Nullable String addToSession,
        Options options,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> extensions) {
    public UploadRequest {
        requestId = Absent.text(requestId);
        command = Absent.or(command, Command.UPLOAD);
        tags = Absent.list(tags);
        streams = Absent.list(streams);
        slides = Absent.list(slides);
        images = Absent.list(images);
        cuts = Absent.list(cuts);
        attachments = Absent.list(attachments);
        access = Absent.or(access, Access.INHERIT);
        options = Absent.or(options, Options.DEFAULT);
        extensions = Absent.map(extensions);
    }

    /** Everything absent but the id; for requests with more than a few fields. */
    public static UploadRequestBuilder builder(String requestId) {
        return new UploadRequestBuilder(requestId);
    }

    /** Everything as in another request, to be changed in places. */
    public static UploadRequestBuilder builder(UploadRequest like) {
        return new UploadRequestBuilder(like);
    }

    /** The command that ends an upload, also one whose request has not arrived yet. */
    public static UploadRequest cancel(String requestId, @Nullable String reason) {
        return builder(requestId).command(Command.CANCEL).reason(reason).build();
    }

    /**
     * The command that starts a new attempt with the content already known.
     *
     * @param afterAttempt the attempt that ended in {@code failed} or {@code cancelled}
     */
    public static UploadRequest retry(String requestId, int afterAttempt) {
        return builder(requestId).command(Command.RETRY).afterAttempt(afterAttempt).build();
    }
}
