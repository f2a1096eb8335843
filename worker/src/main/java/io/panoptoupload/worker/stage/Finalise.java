package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.panopto.SessionUploads;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;

import java.util.List;
import java.util.Optional;

/**
 * Finalises the upload at Panopto: the one request that publishes, so the one that is never simply
 * repeated. It is recorded first that it may be sent, by every owner again, and when an earlier one
 * may have been sent, Panopto is asked.
 */
public final class Finalise implements UploadStage {
    private final SessionUploads panopto;
    private final EndProof proof;

    public Finalise(SessionUploads panopto, EndProof proof) {
        this.panopto = panopto;
        this.proof = proof;
    }

    @Override
    public StageResult run(StageContext context) {
        Optional<UploadSession> known = context.isArmed() ? Optional.empty() : context.session();
        Optional<UploadSession> seen = known.isPresent() ? known : proof.check(context);
        if (seen.filter(Finalise::isOpen).isPresent()) {
            proof.refuted(context);
            context.arm();
            seen = finalised(context, seen.get());
        }
        Optional<UploadSession> shown = seen;
        if (shown.filter(Finalise::isAlive).isEmpty()) {
            return proof.next(context, shown, () -> StageResult.StartOver.from(shown));
        }
        if (!context.isArmed()) {
            // Finalised by another client: it is to become a session, and so is never abandoned.
            context.arm();
        }
        Upload upload = context.upload();
        List<EventDraft> drafts =
                upload.finalised() ? List.of() : List.of(OutcomeEvent.Finalised::new);
        return new StageResult.Done(upload.asFinalised(), drafts);
    }

    /** The upload may have died, or been finalised by a late request, since it was checked. */
    private Optional<UploadSession> finalised(StageContext context, UploadSession open) {
        try {
            UploadSession _ = context.upload().at(panopto).finalise(open);
            return Optional.of(open);
        } catch (PermanentFault refused) {
            Optional<UploadSession> now = proof.check(context);
            if (now.filter(Finalise::isOpen).isPresent()) {
                throw refused;
            }
            return now;
        }
    }

    /** Whether the next stage can find out what becomes of it. */
    private static boolean isAlive(UploadSession session) {
        return !session.state().dead() || session.state() == UploadState.PROCESSING_ERROR;
    }

    private static boolean isOpen(UploadSession session) {
        return session.state() == UploadState.UPLOADING;
    }
}
