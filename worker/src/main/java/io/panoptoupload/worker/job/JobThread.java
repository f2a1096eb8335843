package io.panoptoupload.worker.job;

import io.panoptoupload.worker.fault.Stopping;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * The thread that a job runs on, while it does, and what interrupts it. Everything here is guarded
 * by the object's own monitor; the engine's lock may be held around it, and is never taken in it.
 */
final class JobThread {
    private static final Logger log = LoggerFactory.getLogger(JobThread.class);
    private static final int MAX_FRAMES = 20;

    private final String id;
    private @Nullable Thread thread;
    private boolean running;
    private boolean holdsSlot;
    private boolean stoppedAtDeadline;
    private boolean released;
    private Stopping stopping = Stopping.CUT;
    private Instant lastProgressAt = Instant.MIN;
    private Instant wokenAt = Instant.MIN;

    JobThread(String id) {
        this.id = id;
    }

    /**
     * Counts as running from here, although its thread is still to come.
     *
     * @param slot whether it runs in one of the upload slots
     * @param overdue whether it is started because its deadline has passed
     */
    synchronized void reserve(boolean slot, boolean overdue, Instant now) {
        running = true;
        lastProgressAt = now;
        holdsSlot = slot;
        stoppedAtDeadline = overdue;
    }

    /** Sets the thread that it runs on; null when it no longer runs. */
    synchronized void startOn(@Nullable Thread started) {
        thread = started;
        running = started != null;
        if (released) {
            interrupt();
        }
    }

    synchronized boolean isRunning() {
        return running;
    }

    synchronized boolean holdsSlot() {
        return running && holdsSlot;
    }

    /** When the job last recorded or confirmed anything while it ran. */
    synchronized Instant lastProgressAt() {
        return lastProgressAt;
    }

    synchronized void recordProgress(Instant now) {
        lastProgressAt = now;
    }

    /** Stops a stage that runs beyond the deadline, once; the runner then checks the clock. */
    synchronized void stopAtDeadline() {
        if (thread != null && !stoppedAtDeadline) {
            stoppedAtDeadline = true;
            interrupt();
        }
    }

    /**
     * Stops a stage that has recorded nothing for so long, and again after as long; the runner then
     * begins it once more, as after a crash.
     */
    synchronized void wakeIfStuck(Instant now, Duration limit) {
        Instant last = wokenAt.isAfter(lastProgressAt) ? wokenAt : lastProgressAt;
        if (thread == null || now.isBefore(last.plus(limit))) {
            return;
        }
        wokenAt = now;
        log.error(
                "job {} has recorded nothing since {}; it is interrupted and begins its stage once"
                        + " more; it hung at {}",
                id,
                lastProgressAt,
                Stream.of(thread.getStackTrace()).limit(MAX_FRAMES).toList());
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

    synchronized boolean isReleased() {
        return released;
    }

    /** What may still end when the thread is interrupted. */
    synchronized Stopping stopping() {
        return stopping;
    }

    synchronized void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
