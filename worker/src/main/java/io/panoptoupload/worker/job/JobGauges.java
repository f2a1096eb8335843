package io.panoptoupload.worker.job;

import io.panoptoupload.worker.job.JobQueue.WaitingFor;
import io.panoptoupload.worker.job.JobStatus.State;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Gauges of the open jobs, computed at each scrape.
 *
 * @param jobs asks under the engine's lock, so that no job is counted twice or not at all
 * @param gate whether jobs are started at present
 */
record JobGauges(
        ToDoubleFunction<ToDoubleFunction<JobQueue>> jobs,
        InstantSource clock,
        JobEngine.Gate gate,
        int slots) {
    private static final Duration STALLED = Duration.ofMinutes(5);

    void bind(JobMeters meters) {
        String name = "panopto.upload.jobs";
        String help = "Open jobs";
        meters.gauge(name, help, "transferring", this, j -> j.ask(JobGauges::transferring));
        meters.gauge(name, help, "parked", this, j -> j.ask(q -> q.resting(State.PARKED)));
        meters.gauge(name, help, "waiting", this, j -> j.ask(q -> q.resting(State.WAITING)));
        meters.gauge(name, help, "processing", this, j -> j.ask(JobGauges::processing));
        String upload = "panopto.upload.slots";
        meters.gauge(upload, "Upload slots", "used", this, j -> j.ask(JobGauges::slots));
        meters.gauge(upload, "Upload slots", "free", this, j -> slots - j.ask(JobGauges::slots));
        meters.gauge(
                "panopto.upload.backlog.jobs",
                "Jobs that would transfer now if there were a free slot",
                this,
                j -> j.isOpen() ? j.ask(queue -> queue.size(WaitingFor.SLOT)) : 0);
        meters.gauge(
                "panopto.upload.oldest.job.seconds",
                "Time since the oldest open job's attempt could begin",
                this,
                j -> j.secondsSince(JobQueue::oldestSince));
        meters.gauge(
                "panopto.upload.checkpoint.age.seconds",
                "Longest time that a running job has recorded nothing",
                this,
                j -> j.secondsSince(JobGauges::lastProgressAt));
        meters.gauge(
                "panopto.upload.stalled.jobs",
                "Running jobs that have recorded nothing for minutes",
                this,
                j -> j.ask(queue -> stalled(queue, j.clock.instant())));
    }

    /** That are taken: a job that is only ended runs without one. */
    static long slots(JobQueue queue) {
        return queue.running().filter(job -> job.thread().holdsSlot()).count();
    }

    private static long transferring(JobQueue queue) {
        return queue.running().filter(job -> job.phase().needsSlot()).count();
    }

    private static long processing(JobQueue queue) {
        long running = queue.running().count();
        return queue.resting(State.PROCESSING) + running - transferring(queue);
    }

    /** Running jobs that have recorded nothing for minutes. */
    static int stalled(JobQueue queue, Instant now) {
        Instant before = now.minus(STALLED);
        return (int)
                queue.running()
                        .filter(job -> job.thread().lastProgressAt().isBefore(before))
                        .count();
    }

    private static Optional<Instant> lastProgressAt(JobQueue queue) {
        return queue.running()
                .map(job -> job.thread().lastProgressAt())
                .min(Comparator.naturalOrder());
    }

    private double ask(ToDoubleFunction<JobQueue> question) {
        return jobs.applyAsDouble(question);
    }

    private boolean isOpen() {
        return !gate.opensAt().isAfter(clock.instant());
    }

    private double secondsSince(Function<JobQueue, Optional<Instant>> began) {
        Instant now = clock.instant();
        return ask(queue ->
                began.apply(queue)
                        .filter(at -> at.isBefore(now))
                        .map(at -> Duration.between(at, now).toMillis() / 1000.0)
                        .orElse(0.0));
    }
}
