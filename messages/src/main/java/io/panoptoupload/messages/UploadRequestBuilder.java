package io.panoptoupload.messages;

import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/** Builds an {@link UploadRequest}; what is not set stays absent or at its default. */
public final class UploadRequestBuilder {
    private final String requestId;
    private Command command = Command.UPLOAD;
    private @Nullable String reason;
    private @Nullable Integer afterAttempt;
    private @Nullable String folderId;
    private @Nullable String title;
    private @Nullable String description;
    private @Nullable OffsetDateTime recordedAt;
    private @Nullable Creator creator;
    private List<String> tags = List.of();
    private List<Stream> streams = List.of();
    private List<Slides> slides = List.of();
    private List<Image> images = List.of();
    private List<Cut> cuts = List.of();
    private @Nullable Thumbnail thumbnail;
    private List<Attachment> attachments = List.of();
    private Access access = Access.INHERIT;
    private @Nullable String addToSession;
    private Options options = Options.DEFAULT;
    private Map<String, Object> extensions = Map.of();

    UploadRequestBuilder(String requestId) {
        this.requestId = requestId;
    }

    UploadRequestBuilder(UploadRequest like) {
        this.requestId = like.requestId();
        this.command = like.command();
        this.reason = like.reason();
        this.afterAttempt = like.afterAttempt();
        this.folderId = like.folderId();
        this.title = like.title();
        this.description = like.description();
        this.recordedAt = like.recordedAt();
        this.creator = like.creator();
        this.tags = like.tags();
        this.streams = like.streams();
        this.slides = like.slides();
        this.images = like.images();
        this.cuts = like.cuts();
        this.thumbnail = like.thumbnail();
        this.attachments = like.attachments();
        this.access = like.access();
        this.addToSession = like.addToSession();
        this.options = like.options();
        this.extensions = like.extensions();
    }

    public UploadRequestBuilder command(Command command) {
        this.command = command;
        return this;
    }

    public UploadRequestBuilder reason(@Nullable String reason) {
        this.reason = reason;
        return this;
    }

    public UploadRequestBuilder afterAttempt(@Nullable Integer afterAttempt) {
        this.afterAttempt = afterAttempt;
        return this;
    }

    public UploadRequestBuilder folderId(@Nullable String folderId) {
        this.folderId = folderId;
        return this;
    }

    public UploadRequestBuilder title(@Nullable String title) {
        this.title = title;
        return this;
    }

    public UploadRequestBuilder description(@Nullable String description) {
        this.description = description;
        return this;
    }

    public UploadRequestBuilder recordedAt(@Nullable OffsetDateTime recordedAt) {
        this.recordedAt = recordedAt;
        return this;
    }

    public UploadRequestBuilder creator(@Nullable Creator creator) {
        this.creator = creator;
        return this;
    }

    public UploadRequestBuilder tags(List<String> tags) {
        this.tags = tags;
        return this;
    }

    public UploadRequestBuilder streams(List<Stream> streams) {
        this.streams = streams;
        return this;
    }

    public UploadRequestBuilder slides(List<Slides> slides) {
        this.slides = slides;
        return this;
    }

    public UploadRequestBuilder images(List<Image> images) {
        this.images = images;
        return this;
    }

    public UploadRequestBuilder cuts(List<Cut> cuts) {
        this.cuts = cuts;
        return this;
    }

    public UploadRequestBuilder thumbnail(@Nullable Thumbnail thumbnail) {
        this.thumbnail = thumbnail;
        return this;
    }

    public UploadRequestBuilder attachments(List<Attachment> attachments) {
        this.attachments = attachments;
        return this;
    }

    public UploadRequestBuilder access(Access access) {
        this.access = access;
        return this;
    }

    public UploadRequestBuilder addToSession(@Nullable String addToSession) {
        this.addToSession = addToSession;
        return this;
    }

    public UploadRequestBuilder options(Options options) {
        this.options = options;
        return this;
    }

    public UploadRequestBuilder extensions(Map<String, Object> extensions) {
        this.extensions = extensions;
        return this;
    }

    /** The request as set so far; whether it is valid is for the worker to say. */
    public UploadRequest build() {
        return new UploadRequest(
                requestId,
                command,
                reason,
                afterAttempt,
                folderId,
                title,
                description,
                recordedAt,
                creator,
                tags,
                streams,
                slides,
                images,
                cuts,
                thumbnail,
                attachments,
                access,
                addToSession,
                options,
                extensions);
    }
}
