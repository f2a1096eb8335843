package io.panoptoupload.worker.job;

import java.time.Instant;

/**
 * What is kept in memory of a job that has ended, so that its id is known for the deduplication
 * window: about 100 bytes, its place in the index included.
 *
 * @param offset of the job's final record
 * @param endedAtMillis since the epoch
 */
public record FinishedJob(
        IdHash digest, Phase phase, int attempt, long offset, long endedAtMillis) {
    static FinishedJob of(UploadJob job, long offset) {
        return new FinishedJob(
                IdHash.of(job.identity().digest()),
                job.phase(),
                job.attempt().number(),
                offset,
                job.phaseAt().toEpochMilli());
    }

    public boolean hasDigest(String content) {
        return digest.equals(IdHash.of(content));
    }

    boolean endedBefore(Instant time) {
        return endedAtMillis < time.toEpochMilli();
    }
}
