package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.stage.News;
import io.panoptoupload.worker.stage.Next;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes one job from stage to stage until it ends, has to wait, or changes between holding an
 * upload slot and holding none. Each step is recorded before the next begins.
 */
public final class JobRunner {
    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

    /** Panopto reaps uploads after hours; more often than this, something else is wrong. */
    private static final int MOST_UPLOADS = 10;

    private final JobStore store;
    private final Map<Phase, UploadStage> stages;
    private final JobEndings endings;
    private final JobParking parking;
    private final InstantSource clock;
    private final JobSettings settings;
    private final JobMeters meters;
    private final StageTraces traces;

    /**
     * @param stages by the phase in which they are due
     */
    public JobRunner(
            JobStore store,
            Map<Phase, UploadStage> stages,
            JobEndings endings,
            JobParking parking,
            InstantSource clock,
            JobSettings settings,
            JobMeters meters,
            StageTraces traces) {
        this.store = store;
        this.stages = Map.copyOf(stages);
        this.endings = endings;
        this.parking = parking;
        this.clock = clock;
        this.settings = settings;
        this.meters = meters;
        this.traces = traces;
    }

    /**
     * @throws OwnershipLost when the partition is another worker's now
     * @throws InterruptedException when the worker lets go of the job
     */
    void run(OpenJob open) throws InterruptedException {
        try (var _ = LogContext.of(open.id(), Optional.empty())) {
            run(open, new JobRun(open, store, clock, settings));
        }
    }

    private void run(OpenJob open, JobRun run) throws InterruptedException {
        try (var _ = LogContext.of(open.id(), run.traceparent())) {
            boolean slot = run.job().phase().needsSlot();
            while (!open.isLetGo() && tracedStep(open, run)) {
                Phase reached = run.job().phase();
                if (reached.isFinal() || reached.needsSlot() != slot) {
                    return;
                }
            }
        }
    }

    private boolean tracedStep(OpenJob open, JobRun run) throws InterruptedException {
        UploadJob before = run.job();
        StageTraces.Run trace = traces.begin(due(before));
        try (var _ = LogContext.of(open.id(), trace.traceparent().or(run::traceparent))) {
            boolean goesOn = step(open, run);
            boolean stopped = open.isLetGo() || open.cancel().isPresent();
            StageOutcome.of(before, run.job(), stopped).ifPresent(trace::end);
            return goesOn;
        } catch (OwnershipLost e) {
            trace.end(StageOutcome.LOST);
            throw e;
        }
    }

    private StageTraces.Due due(UploadJob job) {
        boolean asksAgain = job.phase() == Phase.PROCESSING;
        return new StageTraces.Due(
                job.id(),
                job.identity().acceptedAt(),
                Optional.ofNullable(job.identity().traceparent()),
                job.attempt().number(),
                job.phase().stage().orElseThrow(),
                asksAgain ? job.phaseAt() : clock.instant(),
                settings.worker());
    }

    /** Returns whether the job can go on at once. */
    private boolean step(OpenJob open, JobRun run) throws InterruptedException {
        UploadJob job = run.job();
        boolean withdrawing = job.phase() == Phase.WITHDRAWING;
        try {
            if (open.cancel().isPresent() && !withdrawing) {
                return endings.cancel(open, run);
            }
            if (!withdrawing) {
                run.checkTime();
                run.checkReadable();
            }
            UploadStage stage = Objects.requireNonNull(stages.get(job.phase()));
            return apply(open, run, stage.run(run));
        } catch (OwnershipLost e) {
            throw e;
        } catch (InterruptedException | RuntimeException | Error e) {
            // Whether the job was stopped is asked first: what a stopped stage throws is no fault.
            boolean interrupted = Thread.interrupted() || e instanceof InterruptedException;
            if (open.isLetGo()) {
                return false;
            }
            if (interrupted) {
                return true;
            }
            return switch (e) {
                case PermanentFault fault -> endings.fail(run, fault);
                case TransientFault fault -> parking.park(open, run, fault);
                default -> {
                    log.error("stage {} failed in a way that is not foreseen", job.phase(), e);
                    yield parking.park(
                            open,
                            run,
                            new TransientFault(
                                    ErrorCode.INTERNAL,
                                    "The worker met an error of its own ("
                                            + e.getClass().getName()
                                            + "); its log has the details. It tries again.",
                                    e));
                }
            };
        }
    }

    private boolean apply(OpenJob open, JobRun run, Next next) throws InterruptedException {
        UploadJob job = run.job();
        Instant now = clock.instant();
        return switch (next) {
            case Next.Done(Upload upload, List<News> news) -> {
                move(run, job.with(upload), following(job.phase()), now, news);
                yield true;
            }
            case Next.LookAgain(Upload upload, Duration after, List<News> news) -> {
                UploadJob seen = job.with(upload);
                run.lookAgain(seen.waiting(now.plus(after), null), news);
                yield false;
            }
            case Next.StartOver(String reason) -> {
                if (job.attempt().uploads() >= MOST_UPLOADS) {
                    yield endings.fail(
                            run,
                            new PermanentFault(
                                    ErrorCode.UPLOAD_EXPIRED,
                                    "Panopto let go of %d uploads of this recording (the last: %s);"
                                                    .formatted(MOST_UPLOADS, reason)
                                            + " ask Panopto's support why, then send a retry"
                                            + " command."));
                }
                log.info("the upload is gone at Panopto ({}); a new one is created", reason);
                move(run, job.with((Upload) null), Phase.ACCEPTED, now, List.of());
                yield true;
            }
            case Next.NotFinalised _ -> parking.notFinalised(open, run);
            case Next.Published(String sessionId, String viewerUrl) ->
                    endings.published(run, sessionId, viewerUrl);
            case Next.Dead(PermanentFault fault) -> endings.dead(run, fault);
            case Next.Withdrawn _ -> endings.withdrawn(run);
        };
    }

    private void move(JobRun run, UploadJob job, Phase to, Instant now, List<News> news) {
        UploadJob moved = job.moveTo(to, now);
        if (to == Phase.CREATED) {
            moved = moved.with(job.attempt().withOneMoreUpload());
        } else if (to == Phase.PROCESSING) {
            moved = moved.waiting(now.plus(settings.firstPoll()), moved.parked());
        }
        run.record(moved, news);
        job.phase().stage().ifPresent(stage -> meters.leftStage(stage, job.since(now)));
        log.info("{} → {} (attempt {})", job.phase(), to, job.attempt().number());
    }

    private static Phase following(Phase phase) {
        return switch (phase) {
            case ACCEPTED -> Phase.CREATED;
            case CREATED -> Phase.TRANSFERRED;
            case TRANSFERRED -> Phase.MANIFESTED;
            case MANIFESTED, ARMED -> Phase.PROCESSING;
            case PROCESSING, WITHDRAWING, COMPLETED, FAILED, CANCELLED ->
                    throw new IllegalStateException(phase + " has no stage that is merely done");
        };
    }
}
