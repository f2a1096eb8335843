package io.panoptoupload.worker.job;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An unfinished job as it is held in memory: enough to know when it is due and where the rest of it
 * stands. What the journal has of it is replaced as a whole: by the partition's writer, which has
 * just committed it, and by the job's runner, which postpones it. The two never meet, since the
 * runner waits for the writer and no interrupt ends that. Other threads read it as it is at that
 * moment. How it runs and is stopped is {@link JobThread}'s.
 */
public final class OpenJob {
    private final JobPartition partition;
    private final JobThread thread;
    private volatile Recorded recorded;
    private volatile @Nullable PendingCancel cancel;
    private volatile Instant restUntil = Instant.MIN;
    private volatile Duration inStage = Duration.ZERO;

    /**
     * What the journal has of it.
     *
     * @param offset of the job's latest record
     * @param beside where those of its other records stand that are not in that one
     */
    private record Recorded(JobSummary summary, long offset, JobOffsets beside) {}

    /**
     * @param offset of the job's latest record
     * @param beside where those of its other records stand that are not in that one
     */
    OpenJob(JobPartition partition, JobSummary summary, long offset, JobOffsets beside) {
        this.partition = partition;
        this.thread = new JobThread(summary.id());
        this.recorded = new Recorded(summary, offset, beside);
    }

    private JobSummary summary() {
        return recorded.summary();
    }

    public String id() {
        return summary().id();
    }

    public JobPartition partition() {
        return partition;
    }

    public Phase phase() {
        return summary().phase();
    }

    /** Whether what is due moves bytes; to be ended, a job needs none of the upload slots. */
    boolean needsSlot(Instant now) {
        return phase().needsSlot() && !isToBeEnded(now);
    }

    /** Whether the job is to be ended now; that needs nothing of Panopto. */
    boolean isToBeEnded(Instant now) {
        return (cancel != null && phase() != Phase.WITHDRAWING) || isOverdue(now);
    }

    private boolean isOverdue(Instant now) {
        Instant deadline = deadline();
        return deadline != null && !now.isBefore(deadline);
    }

    /** When the job fails unless it is complete; null for never. */
    @Nullable Instant deadline() {
        JobSummary now = summary();
        return now.phase() == Phase.WITHDRAWING || now.phase().isFinal() ? null : now.deadline();
    }

    public boolean isParked() {
        return summary().parked();
    }

    public boolean hasDigest(String content) {
        return summary().digest().equals(IdHash.of(content));
    }

    public int attempt() {
        return summary().attempt();
    }

    /** When this attempt could begin. */
    Instant startedAt() {
        return summary().startedAt();
    }

    /** The order of jobs: the one with the earlier time goes first. */
    Instant urgency() {
        return Urgency.of(summary().priority(), summary().startedAt());
    }

    long offset() {
        return recorded.offset();
    }

    /** Where those of the job's other records stand that its own does not name yet. */
    JobOffsets beside() {
        return recorded.beside();
    }

    public Optional<PendingCancel> cancel() {
        return Optional.ofNullable(cancel);
    }

    /** When there is something to do, at the earliest after a rest. */
    Instant dueAt() {
        Instant due = wantedAt();
        return due.isBefore(restUntil) ? restUntil : due;
    }

    /** A cancel and a deadline do not wait for a retry's time. */
    private Instant wantedAt() {
        JobSummary now = summary();
        if (now.phase() == Phase.WITHDRAWING) {
            return now.dueAt();
        }
        if (cancel != null) {
            return Instant.MIN;
        }
        Instant deadline = now.deadline();
        return deadline != null && deadline.isBefore(now.dueAt()) ? deadline : now.dueAt();
    }

    /**
     * Called once the job's record is committed.
     *
     * @param beside where those of the job's other records stand that its own does not name
     */
    void recorded(UploadJob job, long at, JobOffsets beside) {
        recorded = new Recorded(JobSummary.of(job), at, beside);
    }

    /** Called once records beside the job's own are committed, which stays as it is. */
    void recordedOthers(JobOffsets beside) {
        recorded = new Recorded(recorded.summary(), recorded.offset(), beside);
    }

    /** Not recorded: after a restart the job is due at once. */
    void postpone(Instant until) {
        recorded =
                new Recorded(recorded.summary().dueAt(until), recorded.offset(), recorded.beside());
    }

    /** Whatever is due, not before this time: the job could not even record that it failed. */
    void rest(Instant until) {
        restUntil = until;
    }

    /** A cancel command came: the job runs on, and withdraws its upload. */
    void cancel(PendingCancel command) {
        cancel = command;
        thread.interrupt();
    }

    /**
     * Called when a phase is left.
     *
     * @param last whether its stage is left as well
     * @return how long the stage has taken so far, over all of its phases since this worker has the
     *     job
     */
    Duration leavesPhase(Duration phase, boolean last) {
        Duration stage = inStage.plus(phase);
        inStage = last ? Duration.ZERO : stage;
        return stage;
    }

    JobThread thread() {
        return thread;
    }

    /** Counts as running from here. */
    void reserve(Instant now) {
        thread.reserve(needsSlot(now), isOverdue(now), now);
    }

    /** Stops a stage that runs beyond the deadline. */
    void stopAtDeadline(Instant now) {
        if (isOverdue(now)) {
            thread.stopAtDeadline();
        }
    }
}
