package io.panoptoupload.worker.app;

import io.panoptoupload.worker.job.Grace;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.partition.Ownership;

import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/**
 * What a stop does before and after the group is left. Work under way ends before, since the next
 * owner begins at once.
 *
 * @param grace for what is under way
 */
record Shutdown(JobEngine engine, Ownership ownership, Admin admin, Duration grace) {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    /** Takes on nothing more, and waits until what is under way has ended. */
    void drain() {
        log.info(
                "stopping: nothing more is taken on; once what is under way has ended, within {} s, the"
                        + " partitions are handed over; a second signal ends that wait",
                grace.toSeconds());
        ownership.stopIntake();
        engine.drain(Grace.ofStop(grace));
    }

    /** The partitions are handed over. */
    void finish() {
        engine.close();
        admin.close(Duration.ofSeconds(1));
    }
}
