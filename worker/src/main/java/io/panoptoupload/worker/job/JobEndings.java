package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.stage.News;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How an attempt ends or is put off: completed, failed, cancelled, parked. An upload that may still
 * be published is never abandoned here; it is kept with the job, and a retry resolves it first.
 */
public final class JobEndings {
    private static final Logger log = LoggerFactory.getLogger(JobEndings.class);

    /**
     * Removes an upload that was never armed, so that nothing dangles at Panopto. Only after the
     * job's end is recorded: from then on no owner can go on with the upload, and a request that
     * arrives late removes nothing that another has published.
     */
    public interface Discard {
        /** Returns whether the upload is gone; a failure to remove it is no failure of the job. */
        boolean discard(Upload upload) throws InterruptedException;
    }

    private final Discard discard;
    private final RetryPolicy retry;
    private final InstantSource clock;
    private final JobMeters meters;

    public JobEndings(Discard discard, RetryPolicy retry, InstantSource clock, JobMeters meters) {
        this.discard = discard;
        this.retry = retry;
        this.clock = clock;
        this.meters = meters;
    }

    boolean complete(JobRun run, String sessionId, String viewerUrl) {
        UploadJob job = run.job();
        UploadJob done = job.moveTo(Phase.COMPLETED, clock.instant());
        List<TransferredFile> files =
                run.upload().files().stream().map(JobEndings::transferred).toList();
        long bytes = files.stream().mapToLong(TransferredFile::sizeBytes).sum();
        Map<Stage, Duration> durations = done.durations();
        end(
                run,
                done,
                h -> new OutcomeEvent.Completed(h, sessionId, viewerUrl, files, bytes, durations));
        log.info("completed: session {}, {} bytes", sessionId, bytes);
        return false;
    }

    /** Ends the attempt; what a retry can go on from is kept. */
    boolean fail(JobRun run, PermanentFault fault) throws InterruptedException {
        UploadJob job = run.job();
        if (job.phase().mayPublish() || fault.code() == ErrorCode.PANOPTO_UNAVAILABLE) {
            return fail(run, fault, true);
        }
        boolean goesOn = fail(run, fault, false);
        discard(job);
        return goesOn;
    }

    /** Ends an attempt whose upload Panopto has ended. */
    boolean failDead(JobRun run, PermanentFault fault) {
        return fail(run, fault, false);
    }

    private boolean fail(JobRun run, PermanentFault fault, boolean keepUpload) {
        UploadJob job = run.job();
        Stage stage = job.phase().stage().orElseThrow();
        UploadJob failed =
                job.moveTo(Phase.FAILED, clock.instant())
                        .with(keepUpload ? job.upload() : null)
                        .with(resumableAt(job, keepUpload ? job.phase() : Phase.ACCEPTED));
        UploadError error = error(fault, false);
        end(run, failed, h -> new OutcomeEvent.Failed(h, error, stage));
        meters.failed(error.code());
        log.warn("failed in stage {}: {} {}", stage, error.code(), error.message());
        return false;
    }

    /** Ends a job for a cancel command, or begins to: an armed upload must be seen dead first. */
    boolean cancel(OpenJob open, JobRun run) throws InterruptedException {
        UploadJob job = run.job();
        if (job.phase().mayPublish()) {
            run.record(job.moveTo(Phase.WITHDRAWING, clock.instant()), List.of());
            return true;
        }
        boolean goesOn = cancelled(run, reason(open));
        log.info("cancelled");
        discard(job);
        return goesOn;
    }

    /** The upload is dead: ends a cancelled job, and lets one with new content begin anew. */
    boolean withdrawn(OpenJob open, JobRun run) {
        UploadJob job = run.job();
        if (run.isCancelled()) {
            return cancelled(run, reason(open));
        }
        UploadJob anew = job.moveTo(Phase.ACCEPTED, clock.instant()).with((Upload) null);
        run.record(anew, List.of());
        return true;
    }

    private boolean cancelled(JobRun run, @Nullable String reason) {
        UploadJob job = run.job();
        Stage stage = job.phase().stage().orElseThrow();
        UploadJob ended =
                job.moveTo(Phase.CANCELLED, clock.instant())
                        .with((Upload) null)
                        .with(resumableAt(job, Phase.ACCEPTED));
        UploadError error =
                new UploadError(
                        ErrorCode.CANCELLED,
                        reason == null
                                ? "A cancel command ended the upload."
                                : "A cancel command ended the upload: " + reason,
                        false,
                        null);
        end(run, ended, h -> new OutcomeEvent.Cancelled(h, error, stage));
        return false;
    }

    /** Puts the job off, unless it has been tried for too long. Returns false: it cannot go on. */
    boolean park(OpenJob open, JobRun run, TransientFault fault) throws InterruptedException {
        UploadJob job = run.job();
        Instant now = clock.instant();
        UploadJob.@Nullable Parked before = job.parked();
        int times = before == null ? 0 : before.times();
        Instant until = now.plus(retry.park(times, fault.retryAfter()));
        if (fault.untried()) {
            // Nothing was asked of Panopto, so nothing counts and nothing is told.
            open.postpone(until);
            return false;
        }
        if (until.isAfter(job.attempt().startedAt().plus(retry.giveUpAfter()))) {
            return fail(
                    run,
                    new PermanentFault(
                            fault.code(),
                            "Given up after %s of tries; the last one said: %s"
                                    .formatted(retry.giveUpAfter(), fault.getMessage()),
                            fault.panoptoMessage(),
                            fault));
        }
        UploadError error = error(fault, true);
        run.record(
                job.waiting(until, new UploadJob.Parked(times + 1, error)),
                List.of(h -> new OutcomeEvent.RetryScheduled(h, error, until)));
        meters.parked(job.phase().stage().orElseThrow());
        log.warn("stage {} is tried again at {}: {}", job.phase(), until, error.message());
        return false;
    }

    private void end(JobRun run, UploadJob ended, News news) {
        UploadJob before = run.job();
        run.record(ended, List.of(news));
        meters.ended(ended.phase());
        before.phase()
                .stage()
                .ifPresent(stage -> meters.leftStage(stage, before.since(ended.phaseAt())));
    }

    private void discard(UploadJob ended) throws InterruptedException {
        Upload upload = ended.upload();
        try {
            if (upload != null && !discard.discard(upload)) {
                log.info("Panopto will reap the unfinished upload {} by itself", upload.id());
            }
        } catch (RuntimeException e) {
            // The end is recorded and told: whatever goes wrong now must not add to the job.
            log.warn("Panopto will reap the unfinished upload by itself", e);
        }
    }

    private static UploadJob.Attempt resumableAt(UploadJob job, Phase phase) {
        UploadJob.Attempt attempt = job.attempt();
        return new UploadJob.Attempt(
                attempt.number(), attempt.startedAt(), attempt.uploads(), phase);
    }

    private static @Nullable String reason(OpenJob open) {
        return open.cancel().map(Cancel::reason).orElse(null);
    }

    private static TransferredFile transferred(UploadFile file) {
        return new TransferredFile(
                file.objectName(), file.size(), Objects.requireNonNull(file.crc32(), "crc32"));
    }

    static UploadError error(Fault fault, boolean retryable) {
        return new UploadError(fault.code(), fault.getMessage(), retryable, fault.panoptoMessage());
    }
}
