package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.job.JobExpiry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Forgets, every minute, the jobs whose deduplication window has passed. */
public final class Housekeeping implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Ownership ownership;
    private final JobExpiry expiry;
    private final Thread thread;

    public Housekeeping(Ownership ownership, JobExpiry expiry) {
        this.ownership = ownership;
        this.expiry = expiry;
        this.thread = Thread.ofVirtual().name("housekeeping").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
                forget();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** If this thread ended, the journal would grow for ever. */
    private void forget() {
        try {
            ownership.partitions().forEach(p -> p.jobs().ifPresent(expiry::expire));
        } catch (RuntimeException e) {
            log.error("jobs could not be forgotten; it is tried again in a minute", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
