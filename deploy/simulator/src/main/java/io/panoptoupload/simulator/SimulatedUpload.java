package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** One upload: its state, its files and what became of it. Safe for use by many threads. */
final class SimulatedUpload {
    private final String id = UUID.randomUUID().toString();
    private final String targetId = UUID.randomUUID().toString();
    private final Origin origin;
    private final UploadLife life;
    private final UploadFiles files = new UploadFiles();
    private final Sessions sessions;
    private final Set<Variant> variants;
    private final RequestCounts requests = new RequestCounts();
    private final ShownSession shown = new ShownSession();
    private boolean deleted;
    private int finalised;
    private @Nullable String sessionId;
    private @Nullable String message;
    private @Nullable String manifest;

    SimulatedUpload(
            Origin origin, UploadLife.Timing timing, Sessions sessions, Set<Variant> variants) {
        this.variants = variants;
        this.origin = origin;
        this.life = new UploadLife(timing);
        this.sessions = sessions;
    }

    /**
     * Where an upload came from.
     *
     * @param baseUri scheme and authority under which its files are to be sent
     */
    record Origin(Purpose purpose, String owner, String baseUri, Instant createdAt) {}

    /**
     * What is known of an upload at one moment.
     *
     * @param shownSessionId what clients see; another than the session's id where a fault wants it
     */
    record Snapshot(
            UploadState state,
            int finalised,
            @Nullable String sessionId,
            @Nullable String shownSessionId,
            @Nullable String message,
            @Nullable String manifest) {}

    String id() {
        return id;
    }

    /** The GUID in the address that files are sent to. */
    String targetId() {
        return targetId;
    }

    String target() {
        return origin.baseUri() + "/Panopto/Upload/" + targetId;
    }

    Origin origin() {
        return origin;
    }

    RequestCounts requests() {
        return requests;
    }

    synchronized Snapshot snapshot() {
        UploadState state = settled();
        boolean failed =
                state == UploadState.PROCESSING_ERROR || state == UploadState.DELETING_ERROR;
        String session = isBegun(state) ? sessionId : null;
        return new Snapshot(
                state,
                finalised,
                session,
                shown.of(state, session),
                failed ? message : null,
                manifest);
    }

    private static boolean isBegun(UploadState state) {
        return state != UploadState.UPLOADING && state != UploadState.UPLOAD_COMPLETE;
    }

    /** Works on the files while nobody else does; whatever happens to them postpones expiry. */
    synchronized <T> T whileOpen(Function<UploadFiles, T> work) {
        UploadState state = settled();
        if (state != UploadState.UPLOADING) {
            throw S3Errors.refusal(
                    409, "OperationAborted", "The upload is at state " + state.code() + ".");
        }
        life.touch();
        return work.apply(files);
    }

    synchronized <T> T read(Function<UploadFiles, T> work) {
        return work.apply(files);
    }

    /** PUT State 1. Returns whether it is accepted; only the first one has an effect. */
    synchronized boolean finalise(Processing processing) {
        UploadState state = settled();
        switch (state) {
            case UPLOADING -> {
                Processing.Outcome outcome = processing.of(origin, files);
                life.complete(outcome.error() == null);
                message = outcome.error() == null ? message : outcome.error();
                sessionId = outcome.sessionId();
                manifest = outcome.manifest();
            }
            case UPLOAD_COMPLETE, PROCESSING, COMPLETE -> {
                if (variants.contains(Variant.SECOND_PUT_REFUSED)) {
                    return false;
                }
                if (variants.contains(Variant.SECOND_PUT_PUBLISHES)) {
                    sessionId = processing.of(origin, files).sessionId();
                }
            }
            default -> {
                return false;
            }
        }
        finalised++;
        return true;
    }

    /** DELETE: ends what is not over; what is over stays as it is. */
    synchronized void cancel() {
        boolean begun = isBegun(settled());
        if (life.cancel()) {
            if (origin.purpose() instanceof Purpose.NewSession && sessionId != null) {
                sessions.remove(sessionId);
            }
            // Shown from State 3 on, it is shown still.
            sessionId = begun ? sessionId : null;
            deleteContents();
        }
    }

    synchronized void expire(@Nullable String deletionError) {
        message = deletionError == null ? message : deletionError;
        life.expire(deletionError != null);
        settled();
    }

    /** Lets the processing fail, and leaves the broken session behind. */
    synchronized void breakProcessing(String reason) {
        message = reason;
        life.fail();
    }

    /** State 4 will show this instead of a session. */
    synchronized void showNoSession(@Nullable String instead) {
        shown.hide(instead);
    }

    /** The same for one response, unless it is so for good. */
    synchronized SimulatorResponse showingNoSession(@Nullable String instead, Effect effect) {
        if (shown.isHidden()) {
            return effect.apply();
        }
        shown.hide(instead);
        try {
            return effect.apply();
        } finally {
            shown.reveal();
        }
    }

    private UploadState settled() {
        UploadState state = life.state();
        if (state == UploadState.DELETING_FILES || state == UploadState.DELETED) {
            deleteContents();
        }
        return state;
    }

    /** Frees the place; what is known of the files stays. */
    synchronized void deleteContents() {
        try {
            if (!deleted) {
                files.deleteContents();
                deleted = true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
