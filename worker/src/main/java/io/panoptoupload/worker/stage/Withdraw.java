package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.panopto.SessionUploads;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes an upload back. One that was never armed is simply removed; one whose publishing request
 * may still be on its way is watched until Panopto shows it dead, or published.
 */
public final class Withdraw implements UploadStage {
    private static final Logger log = LoggerFactory.getLogger(Withdraw.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final SessionUploads panopto;
    private final EndProof proof;
    private final Publication publication;
    private final Duration giveUpAfter;

    /**
     * @param baseUrl of the site, for the viewer's address
     * @param giveUpAfter how long Panopto may show the upload neither dead nor published
     */
    public Withdraw(SessionUploads panopto, EndProof proof, URI baseUrl, Duration giveUpAfter) {
        this.panopto = panopto;
        this.proof = proof;
        this.publication = new Publication(panopto, baseUrl);
        this.giveUpAfter = giveUpAfter;
    }

    @Override
    public StageResult run(StageContext context) {
        Optional<UploadSession> seen = proof.check(context);
        if (mayRemove(context, seen)) {
            if (seen.isPresent() && !seen.get().state().dead()) {
                proof.refuted(context);
            }
            proof.removal(context, isRemoved(context.upload(), seen));
            seen = proof.check(context);
        }
        if (seen.isEmpty() || seen.get().state().dead()) {
            return proof.next(context, seen, StageResult.Withdrawn::new);
        }
        proof.refuted(context);
        Upload upload = context.upload();
        UploadSession session = seen.get();
        @Nullable String existing = upload.addedTo();
        @Nullable String sessionId = existing == null ? session.sessionId() : existing;
        if (session.state() == UploadState.COMPLETE && sessionId != null) {
            return publication.of(context, sessionId);
        }
        if (context.sinceStageBegan().compareTo(giveUpAfter) > 0) {
            throw new PermanentFault(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "Panopto still shows upload %s in state %s, %s after it was to be withdrawn; look at"
                                    .formatted(upload.id(), session.state(), giveUpAfter)
                            + " it in Panopto, then send a retry command, which goes on from here.",
                    session.message());
        }
        return new StageResult.PollAgain(upload, INTERVAL, List.of());
    }

    private Optional<UploadSession> remove(Upload upload) {
        return upload.at(panopto).cancelUpload(upload.id());
    }

    /**
     * Removes the upload; returns whether Panopto has acknowledged that. Whether an upload that
     * adds a stream, or one that has ended, can be removed is not documented: of those a fault of
     * any kind proves nothing, and what a check shows then counts.
     */
    private boolean isRemoved(Upload upload, Optional<UploadSession> seen) {
        boolean documented =
                !upload.addsStream() && seen.filter(s -> !s.state().dead()).isPresent();
        try {
            return remove(upload)
                    .filter(response -> response.state() != UploadState.COMPLETE)
                    .isPresent();
        } catch (Fault refused) {
            if (documented) {
                throw refused;
            }
            log.warn("Panopto does not take upload {} back: {}", upload.id(), refused.getMessage());
            return false;
        }
    }

    /**
     * What Panopto has begun to process is removed for an explicit cancel only; and so is, in case
     * the check is wrong, what seems to have ended.
     */
    private static boolean mayRemove(StageContext context, Optional<UploadSession> seen) {
        if (seen.isEmpty()) {
            return context.isCancelled();
        }
        return switch (seen.get().state()) {
            case UPLOADING -> true;
            case UPLOAD_COMPLETE,
                    UPLOAD_CANCELLED,
                    PROCESSING,
                    DELETING_FILES,
                    DELETED,
                    DELETING_ERROR ->
                    context.isCancelled();
            case COMPLETE, PROCESSING_ERROR -> false;
        };
    }

    /** Removes an upload that was never armed. Returns whether it is gone. */
    public boolean discard(Upload upload) {
        try {
            Optional<UploadSession> seen = upload.at(panopto).getUpload(upload.id());
            if (seen.isEmpty() || seen.get().state().dead()) {
                return true;
            }
            if (seen.get().state() != UploadState.UPLOADING) {
                log.warn(
                        "upload {} is kept: Panopto shows it in state {}, although this worker has not"
                                + " finalised it",
                        upload.id(),
                        seen.get().state());
                return false;
            }
            Optional<UploadSession> _ = remove(upload);
            return true;
        } catch (Fault e) {
            log.warn(
                    "upload {} could not be removed ({}); Panopto reaps it by itself",
                    upload.id(),
                    e.getMessage());
            return false;
        }
    }
}
