package io.panoptoupload.worker.job;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An unfinished job as it is held in memory: enough to know when it is due and where the rest of it
 * stands. Changed by the one who runs it, or by the partition's writer while it is being recorded.
 */
public final class OpenJob {
    private static final Logger log = LoggerFactory.getLogger(OpenJob.class);
    private static final int MOST_FRAMES = 20;

    /** Who goes first: the urgent before the others, then the older. */
    static final Comparator<OpenJob> URGENCY =
            Comparator.comparing(OpenJob::priority).thenComparing(OpenJob::acceptedAt);

    /** Who is asked after first: whoever has waited longest beyond its time. */
    static final Comparator<OpenJob> WAIT = Comparator.comparing(OpenJob::dueAt);

    /** Why a running job is to stop. */
    enum Stop {
        /** This worker goes, or the partition does: record what is confirmed and end. */
        LET_GO,
        /** A cancel command came: run on, and withdraw the upload. */
        CANCEL
    }

    private final JobPartition partition;
    private final String id;
    private final Instant acceptedAt;
    private final Optional<String> traceparent;
    private volatile UploadJobSummary summary;
    private volatile long offset;
    private volatile JobOffsets offsets;
    private volatile OutcomeEvent lastEvent;
    private volatile @Nullable Cancel cancel;
    private volatile boolean letGo;
    private volatile Instant aliveAt;
    private volatile Instant restUntil = Instant.MIN;
    private Instant wokenAt = Instant.MIN;
    private @Nullable Thread runner;
    private boolean running;
    private boolean holdsSlot;
    private boolean toldOfDeadline;

    /** What scheduling needs to know. */
    private record UploadJobSummary(
            Phase phase,
            boolean parked,
            Priority priority,
            Instant dueAt,
            @Nullable Instant deadline,
            String digest,
            UploadJob.Attempt attempt) {
        static UploadJobSummary of(UploadJob job) {
            return new UploadJobSummary(
                    job.phase(),
                    job.parked() != null,
                    job.identity().priority(),
                    job.dueAt(),
                    job.identity().deadline(),
                    job.identity().digest(),
                    job.attempt());
        }
    }

    /**
     * @param offset of the job's latest record
     */
    OpenJob(JobPartition partition, UploadJob job, long offset) {
        this.partition = partition;
        this.id = job.id();
        this.acceptedAt = job.identity().acceptedAt();
        this.traceparent = Optional.ofNullable(job.identity().traceparent());
        this.summary = UploadJobSummary.of(job);
        this.offset = offset;
        this.offsets = job.offsets();
        this.lastEvent = job.lastEvent();
        this.aliveAt = job.phaseAt();
    }

    public String id() {
        return id;
    }

    public JobPartition partition() {
        return partition;
    }

    public Instant acceptedAt() {
        return acceptedAt;
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
        UploadJobSummary now = summary;
        return now.phase() == Phase.WITHDRAWING || now.phase().isFinal() ? null : now.deadline();
    }

    public boolean isParked() {
        return summary.parked();
    }

    public String digest() {
        return summary.digest();
    }

    public int attempt() {
        return summary.attempt().number();
    }

    /** When this attempt could begin. */
    Instant startedAt() {
        return summary.attempt().startedAt();
    }

    Priority priority() {
        return summary.priority();
    }

    long offset() {
        return offset;
    }

    JobOffsets offsets() {
        return offsets;
    }

    public OutcomeEvent lastEvent() {
        return lastEvent;
    }

    Optional<String> traceparent() {
        return traceparent;
    }

    public Optional<Cancel> cancel() {
        return Optional.ofNullable(cancel);
    }

    /** When there is something to do, at the earliest after a rest. */
    Instant dueAt() {
        Instant due = wantedAt();
        return due.isBefore(restUntil) ? restUntil : due;
    }

    /** A cancel and a deadline do not wait for a retry's time. */
    private Instant wantedAt() {
        UploadJobSummary now = summary;
        if (now.phase() == Phase.WITHDRAWING) {
            return now.dueAt();
        }
        if (cancel != null) {
            return Instant.MIN;
        }
        Instant deadline = now.deadline();
        return deadline != null && deadline.isBefore(now.dueAt()) ? deadline : now.dueAt();
    }

    boolean isLetGo() {
        return letGo;
    }

    /** When the job last recorded or confirmed anything while it ran. */
    Instant aliveAt() {
        return aliveAt;
    }

    void alive(Instant now) {
        aliveAt = now;
    }

    /** Called by the writer, in the order of the journal. */
    void recording(OutcomeEvent latest) {
        lastEvent = latest;
    }

    /** Called once the job's record is committed. */
    void recorded(UploadJob job, long at) {
        summary = UploadJobSummary.of(job);
        offset = at;
        offsets = job.offsets();
    }

    void postpone(Instant until) {
        UploadJobSummary now = summary;
        summary =
                new UploadJobSummary(
                        now.phase(),
                        now.parked(),
                        now.priority(),
                        until,
                        now.deadline(),
                        now.digest(),
                        now.attempt());
    }

    /** Whatever is due, not before this time: the job could not even record that it failed. */
    void rest(Instant until) {
        restUntil = until;
    }

    void offsets(JobOffsets known) {
        offsets = known;
    }

    synchronized boolean isRunning() {
        return running;
    }

    /** Counts as running from here, although its thread is still to come. */
    synchronized void reserve(Instant now) {
        running = true;
        holdsSlot = needsSlot(now);
        toldOfDeadline = isOverdue(now);
    }

    /** Whether it runs in one of the upload slots. */
    synchronized boolean holdsSlot() {
        return running && holdsSlot;
    }

    /** Stops a stage that runs beyond the deadline, once; the runner then looks at the clock. */
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
                id,
                aliveAt,
                Stream.of(runner.getStackTrace()).limit(MOST_FRAMES).toList());
        runner.interrupt();
    }

    /** Runs on a thread, or with none, no longer runs. */
    synchronized void startOn(@Nullable Thread thread) {
        runner = thread;
        running = thread != null;
        if (thread != null && letGo) {
            thread.interrupt();
        }
    }

    synchronized void stop(Stop why, @Nullable Cancel command) {
        if (why == Stop.CANCEL) {
            cancel = command;
        } else {
            letGo = true;
        }
        if (runner != null) {
            runner.interrupt();
        }
    }
}
