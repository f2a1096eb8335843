package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.fault.Backoff;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.panopto.FolderSession;
import io.panoptoupload.worker.panopto.SessionUploads;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Believes that an upload has ended only once that is proven, because what follows cannot be taken
 * back: another upload, and with it perhaps another session. One response proves nothing. It may
 * come from a server that lags behind, so Panopto is asked again at growing intervals, and every
 * check is recorded.
 *
 * <p>An upload that was never armed cannot become a session, so that a wrong proof costs bytes and
 * no more: a few checks will do. One that was armed, or that a check has found finalised, has ended
 * when Panopto has named such a state in many checks over minutes <em>and</em> its folder shows no
 * session of it; or when Panopto has acknowledged its removal. "No such upload" alone proves
 * nothing, ever. What cannot be proven fails, with the upload kept, so that a retry checks it
 * again.
 */
public final class EndProof {
    private static final int MIN_CHECKS_UNARMED = 3;
    private static final int MIN_CHECKS_REMOVED = 3;
    private static final int MIN_CHECKS_ARMED = 8;

    /** Half an hour at the usual intervals. */
    private static final int MAX_CHECKS_UNKNOWN = 30;

    private final SessionUploads panopto;
    private final Backoff intervals;

    /**
     * @param firstInterval between the first check and the second; doubles from check to check
     * @param maxInterval the longest
     */
    public EndProof(SessionUploads panopto, Duration firstInterval, Duration maxInterval) {
        this.panopto = panopto;
        this.intervals = new Backoff(firstInterval, maxInterval);
    }

    /**
     * Asks Panopto for the upload; empty when it says that there is none. Where earlier checks
     * count, it is recorded first that another one begins: if this worker dies now, its finding
     * that the upload is alive would be lost.
     */
    Optional<UploadSession> check(StageContext context) {
        boolean counts = context.upload().endChecks() != null;
        if (counts) {
            record(context, context.upload().endChecksOrNone().begin());
        }
        try {
            return context.upload().at(panopto).getUpload(context.upload().id());
        } catch (Fault nothingLearnt) {
            if (counts) {
                record(context, context.upload().endChecksOrNone().andNothing());
            }
            throw nothingLearnt;
        }
    }

    /** A check has found the upload as it should be: earlier ones to the contrary were wrong. */
    void refuted(StageContext context) {
        if (context.upload().endChecks() != null) {
            record(context, null);
        }
    }

    /**
     * The upload was to be removed, and another check follows.
     *
     * @param acknowledged by Panopto
     */
    void removal(StageContext context, boolean acknowledged) {
        EndChecks checks = context.upload().endChecksOrNone();
        if (acknowledged) {
            record(context, checks.andRemoved());
        } else if (checks.begun()) {
            record(context, checks.andNothing());
        }
    }

    private static void record(StageContext context, @Nullable EndChecks checks) {
        context.checkpoint(context.upload().with(checks), Optional.empty(), List.of());
    }

    /**
     * What to do about an upload that a check has found dead or unknown.
     *
     * @param seen dead; empty when Panopto says that there is no such upload
     * @param ended what to do once it is proven that it has ended unpublished
     * @throws PermanentFault when that cannot be proven
     */
    StageResult next(
            StageContext context, Optional<UploadSession> seen, Supplier<StageResult> ended) {
        EndChecks before = context.upload().endChecksOrNone();
        EndChecks checks = seen.isPresent() ? before.andDead() : before.andUnknown();
        try {
            if (isCertain(context, checks, seen)) {
                return ended.get();
            }
        } catch (PermanentFault decided) {
            throw decided;
        } catch (RuntimeException undecided) {
            // The check counts, so that the next one comes this far at once.
            record(context, checks);
            throw undecided;
        }
        boolean isNew = seen.isPresent() ? before.dead() == 0 : before.unknown() == 0;
        return checkAgain(context, checks, saying(context, seen), isNew);
    }

    /**
     * What to do about an upload that is finalised, although this worker has not done that.
     *
     * @throws PermanentFault once several checks have found it so
     */
    StageResult finalisedElsewhere(StageContext context, UploadSession seen) {
        EndChecks checks = context.upload().endChecksOrNone().andFinalised();
        String finding =
                "Panopto says that upload %s is in state %s, although this worker has not finalised it"
                        .formatted(seen.id(), seen.state());
        if (checks.total() < MIN_CHECKS_UNARMED) {
            return checkAgain(context, checks, finding, checks.finalised() == 1);
        }
        throw PermanentFault.finalisedElsewhere(
                finding
                        + "; look at the session in Panopto, then send a retry command, which waits for"
                        + " that session and sends nothing again.");
    }

    private boolean isCertain(
            StageContext context, EndChecks checks, Optional<UploadSession> seen) {
        boolean mayBePublished = context.isArmed() || checks.finalised() > 0;
        return mayBePublished
                ? isProven(context, checks, seen)
                : checks.total() >= MIN_CHECKS_UNARMED;
    }

    private boolean isProven(StageContext context, EndChecks checks, Optional<UploadSession> seen) {
        if (checks.removed()) {
            return seen.isPresent() || checks.total() >= MIN_CHECKS_REMOVED;
        }
        if (seen.isEmpty()) {
            if (checks.unknown() >= MAX_CHECKS_UNKNOWN) {
                String shown = elsewhere(context, seen).orElse("its folder shows no session of it");
                throw unproven(context, seen, shown);
            }
            return false;
        }
        if (checks.dead() < MIN_CHECKS_ARMED) {
            return false;
        }
        // What failed to process may well have left its session behind.
        if (seen.get().state() != UploadState.PROCESSING_ERROR) {
            elsewhere(context, seen)
                    .ifPresent(shown -> {
                        throw unproven(context, seen, shown);
                    });
        }
        return true;
    }

    /**
     * @param isNew whether Panopto says this for the first time
     */
    private StageResult checkAgain(
            StageContext context, EndChecks checks, String finding, boolean isNew) {
        Duration interval = intervals.after(checks.total());
        UploadError error =
                new UploadError(
                        ErrorCode.UPLOAD_EXPIRED,
                        finding + "; it is asked again until that is certain.",
                        true,
                        null);
        return new StageResult.PollAgain(
                context.upload().with(checks), interval, List.of(), isNew ? error : null);
    }

    /** What speaks for a session of the upload, other than the upload's own state. */
    private Optional<String> elsewhere(StageContext context, Optional<UploadSession> seen) {
        Upload upload = context.upload();
        if (upload.addsStream()) {
            return Optional.of(
                    "nothing shows whether session %s has the stream".formatted(upload.addedTo()));
        }
        @Nullable String named = seen.map(UploadSession::folderId).orElse(null);
        @Nullable String folder = named == null ? context.request().folderId() : named;
        if (folder == null) {
            return Optional.of("its folder is not known");
        }
        @Nullable String title = context.request().title();
        @Nullable SessionMatcher matcher =
                upload.matcher() == null && title != null
                        ? SessionMatcher.of(title)
                        : upload.matcher();
        if (matcher == null) {
            return Optional.of("its title is not known");
        }
        try {
            return panopto.sessionsIn(folder).stream()
                    .filter(matcher::matches)
                    .findFirst()
                    .map(FolderSession::id)
                    .map(id -> "folder %s shows session %s".formatted(folder, id));
        } catch (PermanentFault e) {
            return Optional.of(
                    "folder %s cannot be searched (%s)".formatted(folder, e.getMessage()));
        }
    }

    private static String saying(StageContext context, Optional<UploadSession> seen) {
        String id = context.upload().id();
        return seen.map(session ->
                        "Panopto says that upload %s is in state %s".formatted(id, session.state()))
                .orElse("Panopto says that there is no upload " + id);
    }

    private static PermanentFault unproven(
            StageContext context, Optional<UploadSession> seen, String elsewhere) {
        return new PermanentFault(
                ErrorCode.UPLOAD_EXPIRED,
                "%s, which may have been published, and %s; look whether the recording is there, and if it is not, publish the request under a new requestId (a retry command checks it again, and uploads nothing before the end of this upload is certain)."
                        .formatted(saying(context, seen), elsewhere),
                seen.map(UploadSession::message).orElse(null));
    }
}
