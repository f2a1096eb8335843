package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.fault.PermanentFault;
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
            seen = look(task.upload());
        }
        if (seen.filter(Finalise::isOpen).isPresent()) {
            seen = finalised(task, seen.get());
        }
        if (seen.isEmpty()) {
            return new Next.StartOver("unknown to Panopto");
        }
        UploadState state = seen.get().state();
        if (state.dead() && state != UploadState.PROCESSING_ERROR) {
            return new Next.StartOver("state " + state);
        }
        Upload upload = task.upload();
        List<News> news = upload.finalised() ? List.of() : List.of(OutcomeEvent.Finalised::new);
        return new Next.Done(upload.asFinalised(), news);
    }

    /** The upload may have died, or been finalised by a late request, since it was looked at. */
    private Optional<UploadSession> finalised(Task task, UploadSession open) {
        try {
            UploadSession _ = task.upload().at(panopto).finalise(open);
            return Optional.of(open);
        } catch (PermanentFault refused) {
            Optional<UploadSession> now = look(task.upload());
            if (now.filter(Finalise::isOpen).isPresent()) {
                throw refused;
            }
            return now;
        }
    }

    private Optional<UploadSession> look(Upload upload) {
        return upload.at(panopto).getUpload(upload.id());
    }

    private static boolean isOpen(UploadSession session) {
        return session.state() == UploadState.UPLOADING;
    }
}
