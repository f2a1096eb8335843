package io.panoptoupload.worker.job;

import io.panoptoupload.worker.fault.Stopping;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stops running jobs step by step: first gently, in the end at once. */
final class GracefulStop {
    private final ReentrantLock lock;
    private final Condition changed;
    private boolean graceSkipped;

    /**
     * Stops nothing yet.
     *
     * @param changed signalled, under the lock, whenever a job has ended
     */
    GracefulStop(ReentrantLock lock, Condition changed) {
        this.lock = lock;
        this.changed = changed;
    }

    /** From now on only the recording of what is confirmed is waited for. */
    void skipGrace() {
        lock.lock();
        try {
            graceSkipped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: returns how many jobs had to be cut. */
    long stop(List<OpenJob> jobs, StopTimeouts grace) throws InterruptedException {
        stopAndAwait(jobs, Stopping.AWAIT_PARTS, grace.parts());
        stopAndAwait(jobs, Stopping.AWAIT_COMPLETE, grace.completes());
        long cut = jobs.stream().filter(job -> job.thread().isRunning()).count();
        jobs.forEach(job -> job.thread().release(Stopping.CUT));
        long left = grace.records().toNanos();
        while (left > 0 && isAnyRunning(jobs)) {
            left = changed.awaitNanos(left);
        }
        return cut;
    }

    private void stopAndAwait(List<OpenJob> jobs, Stopping awaited, Duration limit)
            throws InterruptedException {
        if (limit.isZero()) {
            return;
        }
        jobs.forEach(job -> job.thread().release(awaited));
        long left = limit.toNanos();
        while (left > 0 && !graceSkipped && isAnyRunning(jobs)) {
            left = changed.awaitNanos(left);
        }
    }

    private static boolean isAnyRunning(List<OpenJob> jobs) {
        return jobs.stream().anyMatch(job -> job.thread().isRunning());
    }
}
