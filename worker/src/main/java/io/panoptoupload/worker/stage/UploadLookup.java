package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.SessionUploads;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;
import io.panoptoupload.worker.transfer.S3Target;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Optional;

/**
 * Looks at an upload before bytes are sent to it: it may have expired, or been deleted, meanwhile.
 */
public final class UploadLookup {
    private final SessionUploads panopto;

    public UploadLookup(SessionUploads panopto) {
        this.panopto = panopto;
    }

    /** Where the bytes go, once a look has shown the upload open. */
    static S3Target target(Task task) {
        @Nullable URI target = task.session().orElseThrow().uploadTarget();
        if (target == null) {
            throw new TransientFault(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "Panopto shows upload %s open, but does not say where its files go; it is asked"
                                    .formatted(task.upload().id())
                            + " again.",
                    null);
        }
        return S3Target.of(target);
    }

    /** What the look showed. */
    sealed interface Seen {
        record Open(UploadSession session) implements Seen {}

        record Gone(String how) implements Seen {}
    }

    /** Asks Panopto once a run; nothing else can have changed the upload in between. */
    Seen look(Task task) {
        return task.session().<Seen>map(Seen.Open::new).orElseGet(() -> lookAgain(task));
    }

    /**
     * @throws PermanentFault if Panopto processes what this worker never finalised
     */
    Seen lookAgain(Task task) {
        Optional<UploadSession> found = task.upload().at(panopto).getUpload(task.upload().id());
        if (found.isEmpty()) {
            return new Seen.Gone("unknown to Panopto");
        }
        UploadSession session = found.get();
        if (session.state() == UploadState.UPLOADING) {
            task.session(session);
            return new Seen.Open(session);
        }
        if (session.state().dead()) {
            return new Seen.Gone("state " + session.state());
        }
        throw PermanentFault.uploadStands(
                "Panopto says that upload %s is in state %s, although this worker has not finalised"
                                .formatted(session.id(), session.state())
                        + " it; look at the session in Panopto, then send a retry command, which waits for"
                        + " that session and sends nothing again.");
    }
}
