package io.panoptoupload.gateway.api;

import io.panoptoupload.gateway.kafka.RequestWriter;
import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.gateway.view.UploadState;
import io.panoptoupload.gateway.view.Uploads;
import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.job.IdHash;
import io.panoptoupload.worker.request.ContentDigest;
import io.panoptoupload.worker.request.FieldFault;
import io.panoptoupload.worker.request.RequestCheck;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.Optional;

/**
 * Takes requests and commands: each is judged as the workers would, held against what is known, and
 * written. Two that race under one id may both be written; the workers take the first, and refuse
 * the other with a {@code rejected} event if its content differs.
 */
public final class Submissions {
    private static final Logger log = LoggerFactory.getLogger(Submissions.class);

    private final Uploads uploads;
    private final Writer writer;
    private final JsonMapper json;
    private final SubmissionMeters meters;
    private final RequestCheck gate = new RequestCheck();
    private final ContentDigest digests;
    private final DerivedId ids;

    /** Writes records, as {@link RequestWriter} does. */
    interface Writer {
        void write(String requestId, byte[] value, RequestWriter.Origin origin)
                throws InterruptedException;
    }

    Submissions(Uploads uploads, Writer writer, JsonMapper json, SubmissionMeters meters) {
        this.uploads = uploads;
        this.writer = writer;
        this.json = json;
        this.meters = meters;
        this.digests = new ContentDigest(json);
        this.ids = new DerivedId(json);
    }

    /**
     * What was taken.
     *
     * @param state in which it is now, as far as is known
     */
    public record Receipt(String requestId, String state) {}

    /**
     * Takes a request for an upload.
     *
     * @param body plain JSON
     * @param idempotencyKey of which the id is derived if the body has none
     */
    public Receipt upload(byte[] body, @Nullable String idempotencyKey, RequestWriter.Origin origin)
            throws InterruptedException {
        return meters.count(Command.UPLOAD, () -> take(body, idempotencyKey, origin));
    }

    private Receipt take(byte[] body, @Nullable String idempotencyKey, RequestWriter.Origin origin)
            throws InterruptedException {
        byte[] named =
                idempotencyKey != null && ids.isMissing(body)
                        ? DerivedId.add(derived(idempotencyKey, origin), body)
                        : body;
        UploadRequest request = validated(named);
        if (request.command() != Command.UPLOAD) {
            throw Problem.invalid(
                    new FieldFault(
                            "command",
                            "has to be upload here; POST to /api/v1/uploads/{requestId}/cancel or /retry"));
        }
        Optional<UploadEntry> known = uploads.get(request.requestId());
        IdHash digest = IdHash.of(digests.of(request));
        if (known.map(UploadEntry::digest).filter(other -> !other.equals(digest)).isPresent()) {
            throw Problem.conflict(
                    "The requestId %s is known with other content; send this one under another id."
                            .formatted(request.requestId()));
        }
        UploadEntry waiting =
                UploadEntry.waiting(
                        request.requestId(),
                        new UploadEntry.Recording(request.title(), request.folderId()),
                        digest,
                        Instant.now());
        // Shown before it is written: what a worker makes of it may be known here before Kafka's
        // confirmation is.
        UploadEntry shown = uploads.sent(waiting);
        boolean written = false;
        try {
            writer.write(request.requestId(), named, origin);
            written = true;
        } finally {
            if (written) {
                uploads.confirmed(shown);
            } else {
                uploads.notSent(shown);
            }
        }
        log.info("upload of {} asked for by {}", request.requestId(), origin.actor());
        return new Receipt(
                request.requestId(),
                known.map(UploadEntry::state)
                        .filter(state -> state != UploadState.REJECTED)
                        .orElse(UploadState.WAITING)
                        .wireName());
    }

    private static String derived(String key, RequestWriter.Origin origin) {
        if (key.isBlank() || key.length() > DerivedId.MAX_KEY_LENGTH) {
            throw Problem.badRequest(
                    "The Idempotency-Key has to have 1 to %d characters."
                            .formatted(DerivedId.MAX_KEY_LENGTH));
        }
        return DerivedId.of(origin.actor(), key);
    }

    private UploadRequest validated(byte[] body) {
        return switch (gate.validate(body)) {
            case RequestCheck.Result.Valid(UploadRequest request) -> request;
            case RequestCheck.Result.Invalid invalid ->
                    throw Problem.invalid(invalid.error().message(), invalid.faults());
        };
    }

    /** Takes a command to end an upload. */
    public Receipt cancel(String requestId, @Nullable String reason, RequestWriter.Origin origin)
            throws InterruptedException {
        return meters.count(Command.CANCEL, () -> takeCancel(requestId, reason, origin));
    }

    private Receipt takeCancel(
            String requestId, @Nullable String reason, RequestWriter.Origin origin)
            throws InterruptedException {
        UploadEntry known = known(requestId);
        if (uploads.isUnconfirmed(requestId)) {
            throw Problem.unavailable(
                    "Kafka has not confirmed the upload %s yet, and the cancel must not come before it; try again."
                            .formatted(requestId));
        }
        boolean nothingLeft =
                known.state() == UploadState.FAILED
                        ? !known.end().uploadKept()
                        : known.state().isFinal();
        if (nothingLeft) {
            throw Problem.conflict(
                    "The upload %s is %s, so there is nothing to cancel."
                            .formatted(requestId, known.state().wireName()));
        }
        return command(known, UploadRequest.cancel(requestId, reason), origin);
    }

    /** Takes a command to try an upload again, with the content that is known. */
    public Receipt retry(String requestId, RequestWriter.Origin origin)
            throws InterruptedException {
        return meters.count(Command.RETRY, () -> takeRetry(requestId, origin));
    }

    private Receipt takeRetry(String requestId, RequestWriter.Origin origin)
            throws InterruptedException {
        UploadEntry known = known(requestId);
        if (known.state() != UploadState.FAILED && known.state() != UploadState.CANCELLED) {
            throw Problem.conflict(
                    "The upload %s is %s; only one that failed or was cancelled can be tried again."
                            .formatted(requestId, known.state().wireName()));
        }
        return command(known, UploadRequest.retry(requestId, known.progress().attempt()), origin);
    }

    private UploadEntry known(String requestId) {
        return uploads.get(requestId).orElseThrow(() -> Problem.notFound(requestId));
    }

    private Receipt command(UploadEntry known, UploadRequest command, RequestWriter.Origin origin)
            throws InterruptedException {
        byte[] value = json.writeValueAsBytes(command);
        validated(value);
        writer.write(command.requestId(), value, origin);
        log.info(
                "{} of {} asked for by {}",
                command.command().wireName(),
                command.requestId(),
                origin.actor());
        return new Receipt(command.requestId(), known.state().wireName());
    }
}
