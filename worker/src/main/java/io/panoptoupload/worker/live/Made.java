package io.panoptoupload.worker.live;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.panopto.FolderSession;
import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a check has made at the site, to be removed at its end. */
final class Made {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int MAX_CHECKS = 10;

    private final PanoptoClient panopto;
    private final String folderId;
    private final String title;
    private final Set<String> uploads = new LinkedHashSet<>();
    private final Set<String> sessions = new LinkedHashSet<>();

    /**
     * @param title of all sessions that the check makes, and of no other
     */
    Made(PanoptoClient panopto, String folderId, String title) {
        this.panopto = panopto;
        this.folderId = folderId;
        this.title = title;
    }

    void upload(String id) {
        uploads.add(id);
    }

    void session(String id) {
        sessions.add(id);
    }

    /**
     * Removes all of it, as far as Panopto lets it; each thing is tried whatever became of others.
     */
    void remove(LiveLines lines) throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (String id : uploads) {
            try {
                end(id);
            } catch (Fault e) {
                left.add("upload %s (%s)".formatted(id, e.getMessage()));
            }
        }
        try {
            panopto.sessionsIn(folderId).stream()
                    .filter(session -> session.name().equals(title))
                    .map(FolderSession::id)
                    .forEach(sessions::add);
        } catch (Fault e) {
            lines.notAsked(
                    "removal", "whether more sessions of it are in the folder: " + e.getMessage());
        }
        int removed = 0;
        for (String id : sessions) {
            try {
                panopto.deleteSession(id);
                if (panopto.session(id).isPresent()) {
                    left.add("session %s (Panopto still shows it)".formatted(id));
                } else {
                    removed++;
                }
            } catch (Fault e) {
                left.add("session %s (%s)".formatted(id, e.getMessage()));
            }
        }
        if (left.isEmpty()) {
            lines.good(
                    "removal",
                    "%d upload(s) have ended, %d session(s) removed"
                            .formatted(uploads.size(), removed));
        }
        left.forEach(
                what -> lines.bad("removal", what + " remains; remove '" + title + "' in Panopto"));
    }

    /** An upload that has ended can be left: only its session counts. */
    private void end(String id) throws InterruptedException {
        for (int check = 0; check < MAX_CHECKS; check++) {
            UploadSession seen = panopto.getUpload(id).orElse(null);
            if (seen == null) {
                return;
            }
            if (seen.sessionId() != null) {
                session(seen.sessionId());
            }
            if (seen.state() == UploadState.COMPLETE || seen.state().dead()) {
                return;
            }
            var _ = panopto.cancelUpload(id);
            Thread.sleep(INTERVAL);
        }
        throw new PermanentFault(
                ErrorCode.PANOPTO_REJECTED, "Panopto goes on with it although it was cancelled");
    }
}
