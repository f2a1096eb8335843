package io.panoptoupload.worker.stage;

import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;

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

    private final PanoptoClient panopto;
    private final URI baseUrl;

    public Withdraw(PanoptoClient panopto, URI baseUrl) {
        this.panopto = panopto;
        this.baseUrl = baseUrl;
    }

    @Override
    public Next run(Task task) {
        String id = task.upload().id();
        Optional<UploadSession> seen = panopto.getUpload(id);
        if (seen.isPresent() && mayRemove(task, seen.get().state())) {
            seen = panopto.cancelUpload(id).flatMap(_ -> panopto.getUpload(id));
        }
        if (seen.isEmpty()) {
            return new Next.Withdrawn();
        }
        UploadSession session = seen.get();
        if (session.state() == UploadState.COMPLETE && session.sessionId() != null) {
            return new Next.Published(
                    session.sessionId(), AwaitProcessing.viewerUrl(baseUrl, session.sessionId()));
        }
        if (session.state().dead()) {
            return new Next.Withdrawn();
        }
        return new Next.LookAgain(task.upload(), INTERVAL, List.of());
    }

    /** What Panopto has begun to process is removed for an explicit cancel only. */
    private static boolean mayRemove(Task task, UploadState state) {
        return switch (state) {
            case UPLOADING -> true;
            case UPLOAD_COMPLETE, PROCESSING -> task.isCancelled();
            case UPLOAD_CANCELLED,
                    COMPLETE,
                    PROCESSING_ERROR,
                    DELETING_FILES,
                    DELETED,
                    DELETING_ERROR ->
                    false;
        };
    }

    /** Removes an upload that was never armed, if it is still open. Returns whether it is gone. */
    public boolean discard(Upload upload) {
        try {
            boolean open =
                    panopto.getUpload(upload.id())
                            .filter(seen -> seen.state() == UploadState.UPLOADING)
                            .isPresent();
            if (open) {
                Optional<UploadSession> _ = panopto.cancelUpload(upload.id());
            }
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
