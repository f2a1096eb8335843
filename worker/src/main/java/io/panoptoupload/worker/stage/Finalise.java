package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.panopto.SessionUploads;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;

import java.util.List;
import java.util.Optional;

/**
 * Tells Panopto that the upload is complete: the one request that publishes, so the one that is
 * never simply repeated. It is recorded first that it may be sent, by every owner anew, and when an
 * earlier one may have been sent, Panopto is asked.
 */
public final class Finalise implements UploadStage {
    private final SessionUploads panopto;

    public Finalise(SessionUploads panopto) {
        this.panopto = panopto;
    }

    @Override
    public Next run(Task task) {
        boolean doubtful = task.isArmed();
        task.arm();
        Optional<UploadSession> seen = doubtful ? Optional.empty() : task.session();
        if (seen.isEmpty()) {
            seen = panopto.getUpload(task.upload().id());
        }
        if (seen.isEmpty()) {
            return new Next.StartOver("unknown to Panopto");
        }
        UploadState state = seen.get().state();
        if (state.dead() && state != UploadState.PROCESSING_ERROR) {
            return new Next.StartOver("state " + state);
        }
        if (state == UploadState.UPLOADING) {
            panopto.finalise(seen.get());
        }
        return new Next.Done(task.upload(), List.of(OutcomeEvent.Finalised::new));
    }
}
