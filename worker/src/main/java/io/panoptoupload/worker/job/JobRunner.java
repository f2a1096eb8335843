package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.RunningStage;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.job.Transition.Follow;
import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes one job from stage to stage: runs the stage that is due, has {@link Transitions} decide
 * what becomes of the job, records that, and follows it, until the job ends, has to wait, or
 * changes between holding an upload slot and holding none.
 */
public final class JobRunner {
    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

    private final JobStore store;
    private final Map<Phase, UploadStage> stages;
    private final Transitions transitions;
    private final Predicate<Upload> discard;
    private final JobObserver observer;
    private final Settings settings;

    /**
     * How stages are run.
     *
     * @param checkpointInterval confirmed parts are recorded at least this often
     */
    public record Settings(
            InstantSource clock, String worker, Duration checkpointInterval, StageTraces traces) {}

    /**
     * @param stages by the phase in which they are due
     * @param discard removes an upload that was never armed, so that nothing is left behind at
     *     Panopto, and returns whether it is gone; called only after the job's end is recorded
     */
    public JobRunner(
            JobStore store,
            Map<Phase, UploadStage> stages,
            Transitions transitions,
            Predicate<Upload> discard,
            JobMeters meters,
            Settings settings) {
        this.store = store;
        this.stages = Map.copyOf(stages);
        this.transitions = transitions;
        this.discard = discard;
        this.observer = new JobObserver(meters);
        this.settings = settings;
    }

    /**
     * @throws OwnershipLost when the partition now belongs to another worker
     * @throws InterruptedException when the worker releases the job
     */
    void run(OpenJob open) throws InterruptedException {
        try (var _ = LogContext.of(open.id(), Optional.empty())) {
            JobRun run = new JobRun(open, store, transitions, observer, settings);
            try (var _ = LogContext.of(open.id(), run.traceparent())) {
                run(open, run);
            }
        }
    }

    private void run(OpenJob open, JobRun run) throws InterruptedException {
        boolean slot = run.job().phase().needsSlot();
        Follow follow = Follow.CONTINUE;
        while (follow == Follow.CONTINUE
                && !open.thread().isReleased()
                && run.job().phase().needsSlot() == slot) {
            follow = step(open, run);
        }
    }

    private Follow step(OpenJob open, JobRun run) throws InterruptedException {
        StageTraces.Run trace = settings.traces().begin(due(run.job()));
        try (var _ = LogContext.of(open.id(), trace.traceparent().or(run::traceparent))) {
            Optional<Transition> decided = decide(open, run);
            if (decided.isEmpty()) {
                trace.end(StageOutcome.STOPPED);
                return Follow.CONTINUE;
            }
            Transition recorded = run.record(decided.get());
            StageOutcome.of(recorded).ifPresent(trace::end);
            recorded.discard()
                    .ifPresent(
                            upload -> RunningStage.of(Stage.PROCESSING).run(() -> discard(upload)));
            return recorded.follow();
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
                asksAgain ? job.phaseAt() : settings.clock().instant(),
                settings.worker());
    }

    /** What becomes of the job; empty when it was stopped before that was known. */
    private Optional<Transition> decide(OpenJob open, JobRun run) {
        UploadJob job = run.job();
        boolean withdrawing = job.phase() == Phase.WITHDRAWING;
        try {
            if (!withdrawing) {
                if (open.cancel().isPresent()) {
                    return Optional.of(transitions.cancel(run.snapshotWithCancel(), run.now()));
                }
                if (job.isOverdue(run.now())) {
                    return Optional.of(transitions.onDeadline(run.snapshot(), run.now()));
                }
                run.checkReadable();
            }
            UploadStage stage = Objects.requireNonNull(stages.get(job.phase()));
            StageResult next =
                    RunningStage.of(job.phase().stage().orElseThrow()).call(() -> stage.run(run));
            DecisionContext context = withdrawing ? run.snapshotWithCancel() : run.snapshot();
            return Optional.of(transitions.onResult(context, next, run.now()));
        } catch (OwnershipLost e) {
            throw e;
        } catch (InterruptedException | RuntimeException | Error e) {
            // Checked first whether the job was stopped: what a stopped stage throws is no fault.
            if (Thread.interrupted()
                    || e instanceof InterruptedException
                    || open.thread().isReleased()) {
                return Optional.empty();
            }
            Fault fault = e instanceof Fault known ? known : unforeseen(job.phase(), e);
            return Optional.of(transitions.onFault(run.snapshot(), fault, run.now()));
        }
    }

    private static Fault unforeseen(Phase phase, Throwable thrown) {
        log.error("stage {} failed unexpectedly", phase, thrown);
        return ownError(thrown);
    }

    /** The message for an unexpected error. */
    static TransientFault ownError(Throwable thrown) {
        return new TransientFault(
                ErrorCode.INTERNAL,
                "The worker had an internal error (%s); its log has the details. It tries again."
                        .formatted(thrown.getClass().getName()),
                thrown);
    }

    /** An interrupt or a failure changes nothing: the job's end is recorded already. */
    private void discard(Upload upload) {
        try {
            if (!discard.test(upload)) {
                log.info("Panopto will reap the unfinished upload {} by itself", upload.id());
            }
        } catch (RuntimeException e) {
            log.warn("Panopto will reap the unfinished upload by itself", e);
        }
    }
}
