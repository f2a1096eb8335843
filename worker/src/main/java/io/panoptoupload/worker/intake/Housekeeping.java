package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.JobExpiry;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Forgets, every minute, the jobs whose deduplication window has passed. */
final class Housekeeping implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Ownership ownership;
    private final JobExpiry expiry;
    private final Thread thread;

    Housekeeping(Ownership ownership, JobExpiry expiry) {
        this.ownership = ownership;
        this.expiry = expiry;
        this.thread = Thread.ofVirtual().name("housekeeping").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
                ownership.partitions().forEach(p -> p.jobs().ifPresent(expiry::expire));
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
