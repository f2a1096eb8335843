package io.panoptoupload.worker.job;

import io.panoptoupload.worker.journal.OwnershipLost;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Starts the jobs that are due: at most so many that move bytes, the urgent ones first, and a few
 * that only ask Panopto something. A job that waits costs a small object and no thread.
 */
public final class JobEngine implements JobAdmission.Engine, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobEngine.class);

    /** Panopto's own rate limit lets no more of them through. */
    private static final int POLLS_AT_ONCE = 4;

    private static final Duration MAX_SLEEP = Duration.ofSeconds(30);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(10);
    private static final Duration STALLED = Duration.ofMinutes(5);

    /**
     * Every call has a limit of minutes at most, and a part takes less on any line that is worth
     * it: what has recorded nothing for so long hangs, and holds a slot.
     */
    private static final Duration STUCK = Duration.ofMinutes(30);

    /** Tells when there is a point in starting jobs: not while Panopto is known to be down. */
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
    private final Thread dispatcher;
    private boolean closed;

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
        this.dispatcher = Thread.ofPlatform().name("jobs").daemon().unstarted(this::dispatchLoop);
        bind(meters);
    }

    public void start() {
        dispatcher.start();
    }

    /**
     * Takes on jobs of a partition that this worker owns. Of one that was let go nothing is taken,
     * although it may just have been accepted.
     */
    @Override
    public void add(Collection<OpenJob> added) {
        lock.lock();
        try {
            added.stream().filter(job -> !job.partition().jobs().isReleased()).forEach(jobs::add);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Unfinished jobs of this worker. */
    public int size() {
        lock.lock();
        try {
            return jobs.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cancel(OpenJob job, HeldCancel command) {
        job.stop(OpenJob.Stop.CANCEL, command);
        wakeUp(job);
    }

    /**
     * Stops a partition's jobs and waits, at most a grace, until those that ran have recorded what
     * was confirmed.
     */
    public void release(JobPartition partition, Duration grace) {
        lock.lock();
        try {
            partition.jobs().release();
            List<OpenJob> gone =
                    jobs.all().filter(job -> job.partition().equals(partition)).toList();
            gone.forEach(job -> job.stop(OpenJob.Stop.RELEASED, null));
            long left = grace.toNanos();
            while (left > 0 && gone.stream().anyMatch(OpenJob::isRunning)) {
                left = changed.awaitNanos(left);
            }
            jobs.remove(gone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void dispatchLoop() {
        lock.lock();
        try {
            while (!closed) {
                Instant next = dispatchAnyway();
                Duration sleep = Duration.between(clock.instant(), next);
                if (sleep.isPositive()) {
                    boolean _ = changed.await(sleep.toMillis() + 1, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            log.debug("the engine ends");
        } finally {
            lock.unlock();
        }
    }

    /** This thread's end would leave the worker alive and silent. */
    private Instant dispatchAnyway() {
        try {
            return dispatch();
        } catch (RuntimeException | Error e) {
            log.error("jobs could not be started; it is tried again in a while", e);
            return clock.instant().plus(AFTER_TROUBLE);
        }
    }

    /** Starts what is due, and returns when there may be more to start. */
    Instant dispatch() {
        lock.lock();
        try {
            Instant now = clock.instant();
            Instant opensAt = gate.opensAt();
            jobs.wakeDue(now);
            jobs.awake().forEach(job -> job.stopAtDeadline(now));
            jobs.awake().forEach(job -> job.wakeIfStuck(now, STUCK));
            long slots = jobs.awake().filter(OpenJob::holdsSlot).count();
            long polls = jobs.awake().filter(OpenJob::isRunning).count() - slots;
            start(due(now, opensAt, true).sorted(OpenJob.URGENCY), uploads - slots, now);
            start(due(now, opensAt, false).sorted(OpenJob.WAIT), POLLS_AT_ONCE - polls, now);
            jobs.letSleep(now);
            return nextDue(now, opensAt);
        } finally {
            lock.unlock();
        }
    }

    private Stream<OpenJob> due(Instant now, Instant opensAt, boolean withSlot) {
        boolean open = !opensAt.isAfter(now);
        return jobs.awake()
                .filter(job -> !job.isRunning() && !job.phase().isFinal())
                .filter(job -> job.needsSlot(now) == withSlot)
                .filter(job -> !job.dueAt().isAfter(now))
                .filter(job -> open || job.isToBeEnded(now));
    }

    private void start(Stream<OpenJob> due, long free, Instant now) {
        due.limit(Math.max(0, free)).toList().forEach(job -> start(job, now));
    }

    private void start(OpenJob job, Instant now) {
        job.reserve(now);
        executor.execute(() -> run(job));
    }

    private void run(OpenJob job) {
        job.startOn(Thread.currentThread());
        job.alive(clock.instant());
        try {
            runner.run(job);
        } catch (InterruptedException e) {
            log.debug("job {} is let go", job.id());
        } catch (OwnershipLost e) {
            log.info("job {} is another worker's now", job.id());
            job.stop(OpenJob.Stop.RELEASED, null);
        } catch (RuntimeException | Error e) {
            log.error("job {} could not be run; it is tried again in a while", job.id(), e);
            job.rest(clock.instant().plus(AFTER_TROUBLE));
        } finally {
            ended(job);
        }
    }

    private void ended(OpenJob job) {
        lock.lock();
        try {
            job.startOn(null);
            boolean _ = Thread.interrupted();
            if (job.phase().isFinal() || job.isReleased()) {
                jobs.remove(job);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Instant nextDue(Instant now, Instant opensAt) {
        Instant latest = now.plus(MAX_SLEEP);
        Stream<Instant> awake =
                jobs.awake()
                        .flatMap(job -> Stream.of(wakeAt(job, opensAt), orNever(job.deadline())));
        return Stream.concat(awake, jobs.nextWake().stream())
                .filter(due -> due.isAfter(now))
                .min(Comparator.naturalOrder())
                .filter(due -> due.isBefore(latest))
                .orElse(latest);
    }

    private static Instant wakeAt(OpenJob job, Instant opensAt) {
        if (job.isRunning()) {
            return Instant.MAX;
        }
        Instant due = job.dueAt();
        return due.isBefore(opensAt) ? opensAt : due;
    }

    private static Instant orNever(@Nullable Instant time) {
        return time == null ? Instant.MAX : time;
    }

    private void wakeUp(OpenJob job) {
        lock.lock();
        try {
            jobs.wake(job);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int count(Predicate<OpenJob> which) {
        lock.lock();
        try {
            return (int) jobs.all().filter(which).count();
        } finally {
            lock.unlock();
        }
    }

    private void bind(JobMeters meters) {
        JobGauges.bind(meters, new GaugedJobs(), uploads);
        meters.gauge(
                "panopto.upload.stalled.jobs",
                "Running jobs that have recorded nothing for minutes",
                this,
                JobEngine::stalled);
    }

    private final class GaugedJobs implements JobGauges.Jobs {
        @Override
        public double ask(Function<Stream<OpenJob>, Double> question) {
            lock.lock();
            try {
                return question.apply(jobs.all());
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public boolean isOpen() {
            return !gate.opensAt().isAfter(now());
        }
    }

    /** Running jobs that have recorded nothing for minutes. */
    public int stalled() {
        Instant before = clock.instant().minus(STALLED);
        return count(job -> job.isRunning() && job.aliveAt().isBefore(before));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
