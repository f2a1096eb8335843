package io.panoptoupload.worker.job;

import java.time.Duration;

/**
 * How jobs are run.
 *
 * @param worker the instance's name, in every event
 * @param uploads jobs that transfer at once
 * @param checkpointInterval confirmed parts are recorded at least this often
 * @param firstPoll after this time Panopto is asked first whether it has processed an upload
 * @param deduplication how long a job that has ended is remembered
 */
public record JobSettings(
        String worker,
        int uploads,
        Duration checkpointInterval,
        Duration firstPoll,
        Duration deduplication) {}
