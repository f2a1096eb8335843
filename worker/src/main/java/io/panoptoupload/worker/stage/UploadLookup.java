package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;
import io.panoptoupload.worker.transfer.S3Target;

import org.jspecify.annotations.Nullable;

import java.net.URI;
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

    /** What the check showed. */
    sealed interface Seen {
        record Open(UploadSession session) implements Seen {}

        /** Or so it seems; what to do about that. */
        record Gone(Next next) implements Seen {}
    }

    /** Asks Panopto once a run; nothing else can have changed the upload in between. */
    Seen check(Task task) {
        return task.session().<Seen>map(Seen.Open::new).orElseGet(() -> checkAgain(task));
    }

    /**
     * @throws io.panoptoupload.worker.fault.PermanentFault if Panopto processes what this worker
     *     never finalised
     */
    Seen checkAgain(Task task) {
        Optional<UploadSession> found = proof.check(task);
        if (found.isEmpty() || found.get().state().dead()) {
            return new Seen.Gone(proof.next(task, found, () -> Next.StartOver.from(found)));
        }
        UploadSession session = found.get();
        if (session.state() != UploadState.UPLOADING) {
            return new Seen.Gone(proof.finalisedElsewhere(task, session));
        }
        proof.refuted(task);
        task.session(session);
        return new Seen.Open(session);
    }
}
