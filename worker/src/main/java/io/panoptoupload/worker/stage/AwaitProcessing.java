package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.SessionUploads;
import io.panoptoupload.worker.panopto.UploadSession;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Asks Panopto, less and less often, what has become of the upload. */
public final class AwaitProcessing implements UploadStage {
    private static final Logger log = LoggerFactory.getLogger(AwaitProcessing.class);

    private final SessionUploads panopto;
    private final EndProof proof;
    private final Settings settings;
    private final Publication publication;

    /**
     * How to wait.
     *
     * @param baseUrl of the site, for the viewer's address
     * @param firstPoll the shortest interval
     * @param maxPoll the longest interval
     * @param giveUpAfter how long Panopto may take
     * @param deleteFailedSessions whether to remove the session that a processing error left behind
     */
    public record Settings(
            URI baseUrl,
            Duration firstPoll,
            Duration maxPoll,
            Duration giveUpAfter,
            boolean deleteFailedSessions) {}

    public AwaitProcessing(SessionUploads panopto, EndProof proof, Settings settings) {
        this.panopto = panopto;
        this.proof = proof;
        this.settings = settings;
        this.publication = new Publication(panopto, settings.baseUrl());
    }

    @Override
    public StageResult run(StageContext context) {
        Optional<UploadSession> found = proof.check(context);
        if (found.isEmpty()) {
            return proof.next(context, found, () -> StageResult.StartOver.from(found));
        }
        UploadSession session = found.get();
        return switch (session.state()) {
            case UPLOADING -> notFinalised(context);
            case UPLOAD_COMPLETE, PROCESSING -> waitOn(context, session);
            case COMPLETE -> published(context, session);
            case PROCESSING_ERROR -> proof.next(context, found, () -> broken(context, session));
            case UPLOAD_CANCELLED, DELETING_FILES, DELETED, DELETING_ERROR ->
                    proof.next(context, found, () -> StageResult.StartOver.from(found));
        };
    }

    private StageResult notFinalised(StageContext context) {
        proof.refuted(context);
        return new StageResult.NotFinalised();
    }

    private StageResult waitOn(StageContext context, UploadSession session) {
        Duration since = context.sinceStageBegan();
        if (since.compareTo(settings.giveUpAfter()) > 0) {
            throw new PermanentFault(
                    ErrorCode.PROCESSING_FAILED,
                    "Panopto has not processed the upload in %s; look at its queue, then send a retry"
                                    .formatted(settings.giveUpAfter())
                            + " command, which goes on waiting.",
                    session.message());
        }
        int state = session.state().number();
        Upload before = context.upload();
        Upload upload = before.seen(state, session.message(), session.sessionId());
        return new StageResult.PollAgain(upload, interval(since), drafts(before, upload));
    }

    /** A third of the time waited so far: soon at first, and never a burden. */
    private Duration interval(Duration since) {
        Duration third = since.dividedBy(3);
        Duration atLeast = third.compareTo(settings.firstPoll()) < 0 ? settings.firstPoll() : third;
        return atLeast.compareTo(settings.maxPoll()) > 0 ? settings.maxPoll() : atLeast;
    }

    private static List<EventDraft> drafts(Upload before, Upload now) {
        boolean same =
                before.panoptoState() == now.panoptoState()
                        && Objects.equals(before.panoptoMessage(), now.panoptoMessage());
        if (same) {
            return List.of();
        }
        return List.of(header ->
                new OutcomeEvent.Processing(header, now.panoptoState(), now.panoptoMessage()));
    }

    private StageResult published(StageContext context, UploadSession session) {
        @Nullable String existing = context.upload().addedTo();
        @Nullable String sessionId = existing == null ? session.sessionId() : existing;
        if (sessionId == null) {
            // Thrown, so that the upload is kept: a retry checks again, and publishes nothing
            // twice.
            throw new PermanentFault(
                    ErrorCode.PROCESSING_FAILED,
                    "Panopto says that upload %s is complete, but names no session; look for it in"
                                    .formatted(session.id())
                            + " the folder, then send a retry command, which asks Panopto again.",
                    session.message());
        }
        return publication.of(context, sessionId);
    }

    private void remove(String sessionId) {
        try {
            panopto.deleteSession(sessionId);
            log.info("removed session {}, which failed to process", sessionId);
        } catch (Fault e) {
            if (e instanceof TransientFault passing && passing.notAttempted()) {
                throw e;
            }
            log.warn("session {} stays, it could not be removed: {}", sessionId, e.getMessage());
        }
    }

    private StageResult broken(StageContext context, UploadSession session) {
        boolean ownSession = !context.upload().addsStream() && session.sessionId() != null;
        if (settings.deleteFailedSessions() && ownSession) {
            remove(Objects.requireNonNull(session.sessionId()));
        }
        return new StageResult.Dead(
                new PermanentFault(
                        ErrorCode.PROCESSING_FAILED,
                        "Panopto could not process the upload: %s; fix the recording and send a retry"
                                        .formatted(
                                                Objects.requireNonNullElse(
                                                        session.message(), "it gives no reason"))
                                + " command with it.",
                        session.message()));
    }
}
