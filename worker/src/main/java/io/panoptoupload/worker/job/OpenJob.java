package io.panoptoupload.worker.job;

import io.panoptoupload.worker.fault.Stopping;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An unfinished job as it is held in memory: enough to know when it is due and where the rest of it
 * stands. Changed by the thread that runs it, or by the partition's writer while it is being
 * recorded.
 */
public final class OpenJob {
    private static final Logger log = LoggerFactory.getLogger(OpenJob.class);
    private static final int MAX_FRAMES = 20;

    private final JobPartition partition;
    private volatile JobSummary summary;
    private volatile long offset;
    private volatile JobOffsets since;
    private volatile @Nullable HeldCancel cancel;
    private volatile boolean released;
    private volatile Stopping stopping = Stopping.CUT;
    private volatile Instant aliveAt = Instant.MIN;
    private volatile Instant restUntil = Instant.MIN;
    private Instant wokenAt = Instant.MIN;
    private @Nullable Thread runner;
    private boolean running;
    private boolean holdsSlot;
    private boolean toldOfDeadline;

    /**
     * @param offset of the job's latest record
     * @param since where those of its other records stand that are not in that one
     */
    OpenJob(JobPartition partition, JobSummary summary, long offset, JobOffsets since) {
        this.partition = partition;
        this.summary = summary;
        this.offset = offset;
        this.since = since;
    }

    public String id() {
        return summary.id();
    }

    public JobPartition partition() {
        return partition;
    }

    public Instant acceptedAt() {
        return summary.acceptedAt();
    }

    public Phase phase() {
        return summary.phase();
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
        JobSummary now = summary;
        return now.phase() == Phase.WITHDRAWING || now.phase().isFinal() ? null : now.deadline();
    }

    public boolean isParked() {
        return summary.parked();
    }

    public boolean hasDigest(String content) {
        return summary.digest().equals(IdHash.of(content));
    }

    public int attempt() {
        return summary.attempt();
    }

    /** When this attempt could begin. */
    Instant startedAt() {
        return summary.startedAt();
    }

    /** The order of jobs: the one with the earlier time goes first. */
    Instant urgency() {
        return Urgency.of(summary.priority(), summary.startedAt());
    }

    long offset() {
        return offset;
    }

    /** Where those of the job's other records stand that its own does not name yet. */
    JobOffsets since() {
        return since;
    }

    public Optional<HeldCancel> cancel() {
        return Optional.ofNullable(cancel);
    }

    /** When there is something to do, at the earliest after a rest. */
    Instant dueAt() {
        Instant due = wantedAt();
        return due.isBefore(restUntil) ? restUntil : due;
    }

    /** A cancel and a deadline do not wait for a retry's time. */
    private Instant wantedAt() {
        JobSummary now = summary;
        if (now.phase() == Phase.WITHDRAWING) {
            return now.dueAt();
        }
        if (cancel != null) {
            return Instant.MIN;
        }
        Instant deadline = now.deadline();
        return deadline != null && deadline.isBefore(now.dueAt()) ? deadline : now.dueAt();
    }

    boolean isReleased() {
        return released;
    }

    /** When the job last recorded or confirmed anything while it ran. */
    Instant aliveAt() {
        return aliveAt;
    }

    void alive(Instant now) {
        aliveAt = now;
    }

    /**
     * Called once the job's record is committed.
     *
     * @param beside where those of the job's other records stand that its own does not name
     */
    void recorded(UploadJob job, long at, JobOffsets beside) {
        summary = JobSummary.of(job);
        offset = at;
        since = beside;
    }

    /** Called once records beside the job's own are committed, which stays as it is. */
    void recordedBeside(JobOffsets beside) {
        since = beside;
    }

    void postpone(Instant until) {
        summary = summary.dueAt(until);
    }

    /** Whatever is due, not before this time: the job could not even record that it failed. */
    void rest(Instant until) {
        restUntil = until;
    }

    synchronized boolean isRunning() {
        return running;
    }

    /** Counts as running from here, although its thread is still to come. */
    synchronized void reserve(Instant now) {
        running = true;
        aliveAt = now;
        holdsSlot = needsSlot(now);
        toldOfDeadline = isOverdue(now);
    }

    /** Whether it runs in one of the upload slots. */
    synchronized boolean holdsSlot() {
        return running && holdsSlot;
    }

    /** Stops a stage that runs beyond the deadline, once; the runner then checks the clock. */
    synchronized void stopAtDeadline(Instant now) {
        if (runner != null && !toldOfDeadline && isOverdue(now)) {
            toldOfDeadline = true;
            runner.interrupt();
        }
    }

    /**
     * Stops a stage that has recorded nothing for so long, and again after as long; the runner then
     * begins it once more, as after a crash.
     */
    synchronized void wakeIfStuck(Instant now, Duration limit) {
        Instant last = wokenAt.isAfter(aliveAt) ? wokenAt : aliveAt;
        if (runner == null || now.isBefore(last.plus(limit))) {
            return;
        }
        wokenAt = now;
        log.error(
                "job {} has recorded nothing since {}; it is interrupted and begins its stage once"
                        + " more; it hung at {}",
                id(),
                aliveAt,
                Stream.of(runner.getStackTrace()).limit(MAX_FRAMES).toList());
        runner.interrupt();
    }

    /** Sets the thread that it runs on; null when it no longer runs. */
    synchronized void startOn(@Nullable Thread thread) {
        runner = thread;
        running = thread != null;
        if (thread != null && released) {
            thread.interrupt();
        }
    }

    /** A cancel command came: the job runs on, and withdraws its upload. */
    synchronized void cancel(HeldCancel command) {
        cancel = command;
        interrupt();
    }

    /**
     * The worker or the partition stops: the job is to record what is confirmed and end.
     *
     * @param awaited what may still end before
     */
    synchronized void release(Stopping awaited) {
        released = true;
        stopping = awaited;
        interrupt();
    }

    /** What may still end when the runner is interrupted. */
    Stopping stopping() {
        return stopping;
    }

    private void interrupt() {
        if (runner != null) {
            runner.interrupt();
        }
    }
}
