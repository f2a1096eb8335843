package io.panoptoupload.worker.job;

import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.job.JobQueue.WaitingFor;
import io.panoptoupload.worker.journal.OwnershipLost;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Starts the jobs that are due: at most so many that move bytes, the urgent ones first, and a few
 * that only ask Panopto something. A job that waits costs a small object and no thread.
 */
public final class JobEngine implements JobAdmission.Engine, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobEngine.class);

    /** Panopto's own rate limit lets no more of them through. */
    private static final int POLLS_AT_ONCE = 4;

    private static final Duration MAX_SLEEP = Duration.ofSeconds(30);

    /**
     * Every call has a limit of minutes at most, and a part takes less on any usable line: a job
     * that has recorded nothing for this long hangs, and holds a slot.
     */
    private static final Duration STUCK = Duration.ofMinutes(30);

    /** Whether starting jobs makes sense: not while no call to Panopto would be attempted. */
    public interface Gate {
        /** The earliest time to start a job; a past time for at once. */
        Instant opensAt();
    }

    private final JobRunner runner;
    private final Executor executor;
    private final InstantSource clock;
    private final Gate gate;
    private final int uploads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final JobQueue jobs = new JobQueue();
    private final DispatchLoop loop;
    private final RunFaults faults;
    private final GracefulStop stop = new GracefulStop(lock, changed);
    private boolean draining;

    public JobEngine(
            JobRunner runner,
            Executor executor,
            InstantSource clock,
            Gate gate,
            int uploads,
            JobMeters meters) {
        this.runner = runner;
        this.executor = executor;
        this.clock = clock;
        this.gate = gate;
        this.uploads = uploads;
        this.faults = new RunFaults(clock);
        this.loop = new DispatchLoop(this::dispatch, clock, lock, changed);
        new JobGauges(question -> ask(question::applyAsDouble), clock, gate, uploads).bind(meters);
    }

    public void start() {
        loop.start();
    }

    /**
     * Takes on jobs of a partition that this worker owns. Jobs of a partition that was released are
     * not taken, even if they were just accepted.
     */
    @Override
    public void add(Collection<OpenJob> added) {
        Instant now = clock.instant();
        change(queue ->
                added.stream()
                        .filter(job -> !job.partition().jobs().isReleased())
                        .forEach(job -> queue.add(job, now)));
    }

    /** How many unfinished jobs there are. */
    public JobLoad load() {
        return ask(queue -> {
            int due = queue.size(WaitingFor.SLOT) + (int) slots();
            return new JobLoad(due, queue.size() - due);
        });
    }

    @Override
    public void cancel(OpenJob job, PendingCancel command) {
        job.cancel(command);
        change(queue -> queue.changed(job, clock.instant()));
    }

    /**
     * Stops a partition's jobs and waits, at most a grace, until its running jobs have recorded
     * what was confirmed.
     */
    public void release(JobPartition partition, StopTimeouts grace) {
        change(queue -> {
            partition.jobs().release();
            List<OpenJob> released =
                    queue.all().filter(job -> job.partition().equals(partition)).toList();
            long _ = stop.stop(released, grace);
            released.forEach(this::remove);
        });
    }

    /**
     * Starts nothing any more, and waits, at most a grace, until the jobs that run have ended what
     * is under way and recorded what is confirmed. The partitions stay this worker's.
     */
    public void drain(StopTimeouts grace) {
        change(queue -> {
            draining = true;
            List<OpenJob> running = queue.running().toList();
            log.info(
                    "{} jobs run: parts and completions in flight have {} to finish; no other part begins",
                    running.size(),
                    grace.parts());
            long cut = stop.stop(running, grace);
            if (cut > 0) {
                log.warn(
                        "{} jobs were interrupted with parts in flight; the next owner sends those parts again",
                        cut);
            }
        });
    }

    /** Ends the wait of {@link #drain}: what is not confirmed by now is cut. */
    public void skipGrace() {
        stop.skipGrace();
    }

    /** Starts what is due, and returns when there may be more to start. */
    Instant dispatch() {
        return ask(_ -> startDue());
    }

    private Instant startDue() {
        Instant now = clock.instant();
        Instant opensAt = gate.opensAt();
        boolean open = !opensAt.isAfter(now);
        jobs.wakeDue(now);
        jobs.running().forEach(job -> job.stopAtDeadline(now));
        jobs.running().forEach(job -> job.thread().wakeIfStuck(now, STUCK));
        if (open) {
            start(WaitingFor.SLOT, uploads - slots(), now);
        }
        start(WaitingFor.END, POLLS_AT_ONCE - polls(), now);
        if (open) {
            start(WaitingFor.POLL, POLLS_AT_ONCE - polls(), now);
        }
        return jobs.nextDue(now, opensAt)
                .filter(time -> time.isBefore(now.plus(MAX_SLEEP)))
                .orElse(now.plus(MAX_SLEEP));
    }

    private long slots() {
        return JobGauges.slots(jobs);
    }

    private long polls() {
        return jobs.running().count() - slots();
    }

    private void start(WaitingFor what, long free, Instant now) {
        if (!draining) {
            jobs.start(what, free, now).forEach(this::begin);
        }
    }

    /**
     * Without a thread it rests, and keeps no slot. A start may fail and run the job all the same.
     */
    private void begin(OpenJob job) {
        AtomicBoolean begun = new AtomicBoolean();
        try {
            executor.execute(() -> {
                if (begun.compareAndSet(false, true)) {
                    run(job);
                }
            });
        } catch (RuntimeException | Error e) {
            if (begun.compareAndSet(false, true)) {
                faults.failed(job, e);
                ended(job);
            }
        }
    }

    private void run(OpenJob job) {
        job.thread().startOn(Thread.currentThread());
        job.thread().recordProgress(clock.instant());
        try {
            runner.run(job);
            faults.ended(job);
        } catch (InterruptedException e) {
            log.debug("job {} is released", job.id());
        } catch (OwnershipLost e) {
            log.info("job {} now belongs to another worker", job.id());
            job.thread().release(Stopping.CUT);
        } catch (RuntimeException | Error e) {
            faults.failed(job, e);
        } finally {
            ended(job);
        }
    }

    private void ended(OpenJob job) {
        change(queue -> {
            job.thread().startOn(null);
            boolean _ = Thread.interrupted();
            if (job.phase().isFinal() || job.thread().isReleased()) {
                remove(job);
            } else {
                queue.changed(job, clock.instant());
            }
        });
    }

    private void remove(OpenJob job) {
        jobs.remove(job);
        faults.ended(job);
    }

    private interface Change {
        void to(JobQueue queue) throws InterruptedException;
    }

    private void change(Change change) {
        lock.lock();
        try {
            change.to(jobs);
            changed.signalAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private <T> T ask(Function<JobQueue, T> question) {
        lock.lock();
        try {
            return question.apply(jobs);
        } finally {
            lock.unlock();
        }
    }

    /** Running jobs that have recorded nothing for minutes. */
    public int stalled() {
        return ask(queue -> JobGauges.stalled(queue, clock.instant()));
    }

    /** A sentence on jobs that cannot be run, if that has lasted. */
    public Optional<String> lastError() {
        return faults.lastError();
    }

    @Override
    public void close() {
        change(_ -> loop.close());
    }
}
