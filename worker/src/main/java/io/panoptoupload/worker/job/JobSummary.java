package io.panoptoupload.worker.job;

import io.panoptoupload.messages.Priority;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What scheduling and admission need to know of an unfinished job. Nothing in it grows with what a
 * sender wrote, but for an id of at most 200 characters.
 *
 * @param digest of the request's content
 * @param parked whether it waits after a fault
 * @param dueAt when the next stage may run, at the earliest
 * @param deadline the request's, if it set one
 * @param attempt from 1
 * @param startedAt when this attempt could begin
 */
record JobSummary(
        String id,
        IdHash digest,
        Phase phase,
        boolean parked,
        Priority priority,
        Instant dueAt,
        @Nullable Instant deadline,
        int attempt,
        Instant startedAt) {
    static JobSummary of(UploadJob job) {
        return new JobSummary(
                job.id(),
                IdHash.of(job.identity().digest()),
                job.phase(),
                job.parked() != null,
                job.identity().priority(),
                job.dueAt(),
                job.identity().deadline(),
                job.attempt().number(),
                job.attempt().startedAt());
    }

    JobSummary dueAt(Instant time) {
        return new JobSummary(
                id, digest, phase, parked, priority, time, deadline, attempt, startedAt);
    }
}
