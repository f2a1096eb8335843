package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.panopto.SessionDetails;
import io.panoptoupload.worker.panopto.UploadSession;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What happens next to a job, as a stage says it. Faults are thrown. */
public sealed interface StageResult {

    /** The stage's effect is there; the next stage is due. */
    record Done(Upload upload, List<EventDraft> drafts) implements StageResult {
        public Done {
            drafts = List.copyOf(drafts);
        }
    }

    /**
     * Nothing is wrong, or not for certain; poll again after a while.
     *
     * @param doubt what Panopto says that has to be certain first, when it says so anew; else null
     */
    record PollAgain(
            Upload upload, Duration after, List<EventDraft> drafts, @Nullable UploadError doubt)
            implements StageResult {
        public PollAgain {
            drafts = List.copyOf(drafts);
        }

        public PollAgain(Upload upload, Duration after, List<EventDraft> drafts) {
            this(upload, after, drafts, null);
        }
    }

    /** Panopto has dropped the upload unpublished: another one is needed, from the first byte. */
    record StartOver(String reason) implements StageResult {
        /** For what a check has shown, or has not. */
        static StartOver from(Optional<UploadSession> seen) {
            return new StartOver(
                    seen.map(session -> "state " + session.state()).orElse("unknown to Panopto"));
        }
    }

    /** Panopto has the upload open, although it was taken for finalised. */
    record NotFinalised() implements StageResult {}

    /** The session can be watched. */
    record Published(String sessionId, String viewerUrl, SessionDetails details)
            implements StageResult {}

    /** Panopto has ended the upload, unpublished: the attempt has failed. */
    record Dead(PermanentFault fault) implements StageResult {}

    /** The upload is dead for good: no late request can publish it. */
    record Withdrawn() implements StageResult {}
}
