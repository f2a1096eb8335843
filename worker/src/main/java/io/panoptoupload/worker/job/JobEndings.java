package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
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
 * How an attempt ends: completed, failed, cancelled. An upload that may still be published is never
 * abandoned here; it is kept with the job, and a retry resolves it first.
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
    private final InstantSource clock;
    private final JobMeters meters;

    public JobEndings(Discard discard, InstantSource clock, JobMeters meters) {
        this.discard = discard;
        this.clock = clock;
        this.meters = meters;
    }

    /** Completes the job, or goes on with the next stream that is to be added to the session. */
    boolean published(JobRun run, String sessionId, String viewerUrl) throws InterruptedException {
        UploadJob job = run.job();
        if (!run.upload().addsStream()) {
            return complete(run, job, transferred(run.upload()), sessionId, viewerUrl);
        }
        boolean withdrawing = job.phase() == Phase.WITHDRAWING;
        if (withdrawing && job.attempt().withdrawsFormerContent()) {
            return dead(run, addedBeforeOtherContent(sessionId));
        }
        UploadFile stream = run.upload().file(0).orElseThrow();
        UploadJob added = job.with(job.attempt().withAdded(transferred(stream)));
        if (!run.hasMoreStreams()) {
            List<TransferredFile> all = added.attempt().streamsAdded();
            return complete(run, added, all, sessionId, viewerUrl);
        }
        if (withdrawing && run.isCancelled()) {
            return cancelled(run, added, run.cancelReason());
        }
        Instant now = clock.instant();
        run.record(
                added.moveTo(Phase.ACCEPTED, now).with((Upload) null).waiting(now, null),
                List.of());
        job.phase().stage().ifPresent(stage -> meters.leftStage(stage, job.since(now)));
        log.info("stream {} is in session {}", added.attempt().streamsAdded().size(), sessionId);
        return true;
    }

    /** Of the retry's own content nothing is in the session yet; of the former a stream is. */
    private static PermanentFault addedBeforeOtherContent(String sessionId) {
        return new PermanentFault(
                ErrorCode.PANOPTO_REJECTED,
                "A stream of the content before this retry was added to session %s meanwhile; remove it there, or keep it and send a retry command with what is still missing."
                        .formatted(sessionId));
    }

    private boolean complete(
            JobRun run,
            UploadJob job,
            List<TransferredFile> files,
            String sessionId,
            String viewerUrl) {
        UploadJob done = job.moveTo(Phase.COMPLETED, clock.instant());
        long bytes = files.stream().mapToLong(TransferredFile::sizeBytes).sum();
        Map<Stage, Duration> durations = done.durations();
        end(
                run,
                done,
                h -> new OutcomeEvent.Completed(h, sessionId, viewerUrl, files, bytes, durations));
        log.info("completed: session {}, {} bytes", sessionId, bytes);
        return false;
    }

    /**
     * Ends the attempt for good. An upload that is still open at Panopto and can never be published
     * is taken back; one that may be published is kept, and a retry resolves it first.
     */
    boolean fail(JobRun run, PermanentFault fault) throws InterruptedException {
        UploadJob job = run.job();
        if (fault.uploadStands()) {
            return fail(run, fault, Phase.PROCESSING);
        }
        if (job.phase().mayPublish()) {
            return fail(run, fault, job.phase());
        }
        boolean goesOn = fail(run, fault, null);
        discard(job);
        return goesOn;
    }

    /** Ends an attempt whose upload Panopto has ended, or begins anew where that can help. */
    boolean dead(JobRun run, PermanentFault fault) {
        return run.hasOptionalSlides() ? leaveSlidesOut(run, fault) : fail(run, fault, null);
    }

    private boolean leaveSlidesOut(JobRun run, PermanentFault fault) {
        UploadJob job = run.job();
        Instant now = clock.instant();
        UploadError error =
                new UploadError(
                        fault.code(),
                        "Panopto could not process the upload; it is made once more, without the"
                                + " optional presentation.",
                        true,
                        fault.panoptoMessage());
        run.record(
                job.moveTo(Phase.ACCEPTED, now)
                        .with((Upload) null)
                        .with(job.attempt().withoutSlides()),
                List.of(h -> new OutcomeEvent.RetryScheduled(h, error, now)));
        log.warn("{} {}", error.message(), fault.getMessage());
        return true;
    }

    /**
     * @param resumeAt the phase from which a retry goes on with the upload; null to forget it
     */
    boolean fail(JobRun run, Fault fault, @Nullable Phase resumeAt) {
        UploadJob job = run.job();
        Stage stage = job.phase().stage().orElseThrow();
        UploadJob failed =
                job.moveTo(Phase.FAILED, clock.instant())
                        .with(resumeAt == null ? null : job.upload())
                        .with(
                                job.attempt()
                                        .resumableAt(
                                                Objects.requireNonNullElse(
                                                        resumeAt, Phase.ACCEPTED)));
        UploadError error = withAdded(Errors.ofEnd(fault, resumeAt != null), job);
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
            log.info("{} → {} (attempt {})", job.phase(), Phase.WITHDRAWING, open.attempt());
            return true;
        }
        boolean goesOn = cancelled(run, job, run.cancelReason());
        discard(job);
        return goesOn;
    }

    /** The upload is dead: ends a cancelled job, and lets one with new content begin anew. */
    boolean withdrawn(JobRun run) throws InterruptedException {
        UploadJob job = run.job();
        if (run.isCancelled()) {
            return cancelled(run, job, run.cancelReason());
        }
        UploadJob anew = job.moveTo(Phase.ACCEPTED, clock.instant()).with((Upload) null);
        run.record(anew, List.of());
        return true;
    }

    private boolean cancelled(JobRun run, UploadJob job, @Nullable String reason) {
        Stage stage = job.phase().stage().orElseThrow();
        UploadJob ended =
                job.moveTo(Phase.CANCELLED, clock.instant())
                        .with((Upload) null)
                        .with(job.attempt().resumableAt(Phase.ACCEPTED));
        UploadError plain =
                new UploadError(
                        ErrorCode.CANCELLED,
                        reason == null
                                ? "A cancel command ended the upload."
                                : "A cancel command ended the upload: " + reason,
                        false,
                        null);
        UploadError error = withAdded(plain, job);
        end(run, ended, h -> new OutcomeEvent.Cancelled(h, error, stage));
        log.info("cancelled");
        return false;
    }

    /** Says also what of the request is in its session nevertheless. */
    private static UploadError withAdded(UploadError error, UploadJob job) {
        int added = job.attempt().streamsAdded().size();
        return added == 0
                ? error
                : new UploadError(
                        error.code(),
                        "%s (Streams that are in the session already: %d; a retry goes on with the next.)"
                                .formatted(error.message(), added),
                        error.retryable(),
                        error.panoptoMessage());
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

    private static List<TransferredFile> transferred(Upload upload) {
        return upload.files().stream()
                .filter(UploadFile::isTransferred)
                .map(JobEndings::transferred)
                .toList();
    }

    private static TransferredFile transferred(UploadFile file) {
        return new TransferredFile(
                file.objectName(), file.size(), Objects.requireNonNull(file.crc32(), "crc32"));
    }
}
