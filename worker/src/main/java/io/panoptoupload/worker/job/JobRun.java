package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.stage.EventDraft;
import io.panoptoupload.worker.stage.StageContext;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.transfer.ConfirmedParts;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One run of one job: what is recorded so far, and the means to record more. */
final class JobRun implements StageContext {
    private static final Logger log = LoggerFactory.getLogger(JobRun.class);

    private final OpenJob open;
    private final JobStore store;
    private final Transitions transitions;
    private final JobObserver observer;
    private final JobRunner.Settings settings;
    private final JobContent content;
    private JobRecords recorded;
    private UploadJob job;
    private Instant checkpointAt;
    private @Nullable UploadSession session;

    JobRun(
            OpenJob open,
            JobStore store,
            Transitions transitions,
            JobObserver observer,
            JobRunner.Settings settings)
            throws InterruptedException {
        this.open = open;
        this.store = store;
        this.transitions = transitions;
        this.observer = observer;
        this.settings = settings;
        this.recorded = store.records(open);
        this.job = recorded.job();
        this.content = JobContent.of(job, open, store);
        this.checkpointAt = now();
    }

    UploadJob job() {
        return job;
    }

    /**
     * @throws io.panoptoupload.worker.fault.TransientFault INTERNAL when the request cannot be
     *     read, which another worker may
     */
    void checkReadable() {
        content.checkReadable();
    }

    /** As decisions find it, without the cancel command that may have come. */
    DecisionContext snapshot() {
        return snapshot(null);
    }

    /** As decisions find it, with the cancel command if one came. */
    DecisionContext snapshotWithCancel() throws InterruptedException {
        return snapshot(cancel());
    }

    private DecisionContext snapshot(@Nullable Cancel cancel) {
        return new DecisionContext(
                job, request(), content.hasOptionalSlides(), content.hasMoreStreams(), cancel);
    }

    /**
     * Makes a transition durable, with the events that report it. One that cannot be recorded, and
     * not because the partition is lost, is a fault of this worker's. A cancel that came first is
     * obeyed instead of a failure that keeps the upload; but not where that failure is the first
     * sign that the upload may be published, or ends a withdrawal: then it has to be sent again.
     * Returns what was recorded.
     */
    Transition record(Transition decided) throws InterruptedException {
        if (!decided.isRecorded(job, open.thread().isReleased())) {
            UploadJob before = job;
            job = decided.job();
            open.postpone(job.dueAt());
            observer.observe(open, before, decided);
            return decided;
        }
        try {
            return writeOrCancel(decided);
        } catch (IllegalStateException e) {
            log.error("the job's record could not be written", e);
            return writeOrCancel(transitions.onFault(snapshot(), JobRunner.ownError(e), now()));
        }
    }

    private Transition writeOrCancel(Transition decided) throws InterruptedException {
        if (write(decided, Optional.empty())) {
            return decided;
        }
        // The cancel has interrupted this thread, too.
        boolean _ = Thread.interrupted();
        Transition cancelled = transitions.cancel(snapshotWithCancel(), now());
        boolean _ = write(cancelled, Optional.empty());
        return cancelled;
    }

    /** Returns false if it was withheld, since there is a cancel to be obeyed first. */
    private boolean write(Transition transition, Optional<PartsCheckpoint> parts) {
        UploadJob before = job;
        JobChange change =
                new JobChange(store, open, recorded, transition.job(), parts, transition.events());
        await(store.record(open, change));
        if (change.isWithheld()) {
            return false;
        }
        recorded = change.after();
        job = recorded.job();
        checkpointAt = now();
        open.thread().recordProgress(checkpointAt);
        observer.observe(open, before, transition);
        return true;
    }

    /**
     * Not interruptible: the record is being written, and what follows depends on whether that
     * succeeds. The writer commits or refuses every record in the end.
     */
    private static void await(CompletableFuture<Void> written) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    written.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw OwnershipLost.orFailure(e, "the record could not be made");
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public UploadRequest request() {
        return content.request();
    }

    @Override
    public UploadRequest remaining() {
        return content.remaining();
    }

    @Override
    public Upload upload() {
        return job.currentUpload()
                .orElseThrow(() -> new IllegalStateException("there is no upload yet"));
    }

    @Override
    public ConfirmedParts confirmedParts(int file) throws InterruptedException {
        return store.parts(
                open.partition().number(),
                open.id(),
                job.offsets(),
                file,
                upload().file(file).orElseThrow());
    }

    @Override
    public void checkpoint(
            Upload upload, Optional<PartsCheckpoint> parts, List<EventDraft> drafts) {
        boolean progress =
                parts.isPresent() || upload.bytesTransferred() > upload().bytesTransferred();
        boolean _ =
                write(transitions.checkpoint(snapshot(), upload, progress, drafts, now()), parts);
    }

    @Override
    public void checkTime() {
        if (job.isOverdue(now())) {
            throw Endings.missed(Objects.requireNonNull(job.identity().deadline()));
        }
    }

    @Override
    public boolean checkpointDue() {
        Duration since = Duration.between(checkpointAt, now());
        // Negative where the clock was set back, which nothing is to wait for.
        return since.isNegative() || since.compareTo(settings.checkpointInterval()) >= 0;
    }

    @Override
    public boolean isArmed() {
        return job.phase().mayPublish();
    }

    @Override
    public void arm() {
        boolean _ = write(transitions.arm(snapshot(), now()), Optional.empty());
    }

    @Override
    public boolean isCancelled() {
        return open.cancel().isPresent();
    }

    @Override
    public void progressed() {
        open.thread().recordProgress(now());
    }

    @Override
    public Stopping stopping() {
        return open.thread().stopping();
    }

    /** The cancel command; null for none. */
    private @Nullable Cancel cancel() throws InterruptedException {
        @Nullable PendingCancel held = open.cancel().orElse(null);
        return held == null
                ? null
                : new Cancel(store.reason(open.partition().number(), held), held.receivedAt());
    }

    /** The trace that the request came with. */
    Optional<String> traceparent() {
        return Optional.ofNullable(job.identity().traceparent());
    }

    @Override
    public Duration sinceStageBegan() {
        return job.since(now());
    }

    @Override
    public int consecutiveFaults(ErrorCode code) {
        UploadJob.@Nullable Parked parked = job.parked();
        return parked == null || parked.error().code() != code ? 0 : parked.times();
    }

    @Override
    public Optional<UploadSession> session() {
        return Optional.ofNullable(session);
    }

    @Override
    public void session(UploadSession shown) {
        session = shown;
    }

    Instant now() {
        return settings.clock().instant();
    }
}
