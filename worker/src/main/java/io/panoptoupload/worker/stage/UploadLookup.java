package io.panoptoupload.worker.stage;

import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;
import io.panoptoupload.worker.transfer.S3Target;

import java.util.Optional;

/**
 * Checks an upload before bytes are sent to it: it may have expired, or been deleted, meanwhile.
 */
public final class UploadLookup {
    private final EndProof proof;

    public UploadLookup(EndProof proof) {
        this.proof = proof;
    }

    /** Where the bytes go, once a check has shown the upload open. */
    static S3Target target(StageContext context) {
        return S3Target.of(context.session().orElseThrow().target());
    }

    /**
     * What to do instead, if the upload seems to be gone. Panopto is asked once a run; nothing else
     * can have changed the upload in between.
     */
    Optional<StageResult> check(StageContext context) {
        return context.session().isPresent() ? Optional.empty() : checkAgain(context);
    }

    /**
     * As {@link #check}, whatever was seen before.
     *
     * @throws io.panoptoupload.worker.fault.PermanentFault if Panopto processes what this worker
     *     never finalised
     */
    Optional<StageResult> checkAgain(StageContext context) {
        Optional<UploadSession> found = proof.check(context);
        if (found.isEmpty() || found.get().state().dead()) {
            return Optional.of(proof.next(context, found, () -> StageResult.StartOver.from(found)));
        }
        UploadSession session = found.get();
        if (session.state() != UploadState.UPLOADING) {
            return Optional.of(proof.finalisedElsewhere(context, session));
        }
        proof.refuted(context);
        context.session(session);
        return Optional.empty();
    }
}
