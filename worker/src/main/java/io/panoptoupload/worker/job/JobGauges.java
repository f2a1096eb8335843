package io.panoptoupload.worker.job;

import io.panoptoupload.worker.job.JobQueue.Lane;
import io.panoptoupload.worker.job.JobStatus.State;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Gauges of the open jobs, computed at each scrape. */
final class JobGauges {
    /** The engine's jobs, as they are at that moment. */
    interface Jobs {
        /** Asks under the engine's lock, so that no job is counted twice or not at all. */
        double ask(ToDoubleFunction<JobQueue> question);

        Instant now();

        /** Whether jobs are started at present: not while Panopto is known to be down. */
        boolean isOpen();
    }

    private JobGauges() {}

    static void bind(JobMeters meters, Jobs jobs, int slots) {
        String name = "panopto.upload.jobs";
        String help = "Open jobs";
        meters.gauge(name, help, "transferring", jobs, j -> j.ask(JobGauges::transferring));
        meters.gauge(name, help, "parked", jobs, j -> j.ask(q -> q.resting(State.PARKED)));
        meters.gauge(name, help, "waiting", jobs, j -> j.ask(q -> q.resting(State.WAITING)));
        meters.gauge(name, help, "processing", jobs, j -> j.ask(JobGauges::processing));
        String upload = "panopto.upload.slots";
        meters.gauge(upload, "Upload slots", "used", jobs, j -> j.ask(JobGauges::transferring));
        meters.gauge(
                upload, "Upload slots", "free", jobs, j -> slots - j.ask(JobGauges::transferring));
        meters.gauge(
                "panopto.upload.backlog.jobs",
                "Jobs that would transfer now if there were a free slot",
                jobs,
                j -> j.isOpen() ? j.ask(queue -> queue.size(Lane.SLOT)) : 0);
        meters.gauge(
                "panopto.upload.oldest.job.seconds",
                "Time since the oldest open job's attempt could begin",
                jobs,
                j -> secondsSince(j, JobQueue::oldestSince));
        meters.gauge(
                "panopto.upload.checkpoint.age.seconds",
                "Longest time that a running job has recorded nothing",
                jobs,
                j -> secondsSince(j, JobGauges::aliveAt));
    }

    private static long transferring(JobQueue queue) {
        return queue.running().filter(job -> job.phase().needsSlot()).count();
    }

    private static long processing(JobQueue queue) {
        long running = queue.running().count();
        return queue.resting(State.PROCESSING) + running - transferring(queue);
    }

    private static Optional<Instant> aliveAt(JobQueue queue) {
        return queue.running().map(OpenJob::aliveAt).min(Comparator.naturalOrder());
    }

    private static double secondsSince(Jobs jobs, Function<JobQueue, Optional<Instant>> began) {
        Instant now = jobs.now();
        return jobs.ask(queue ->
                began.apply(queue)
                        .filter(at -> at.isBefore(now))
                        .map(at -> Duration.between(at, now).toMillis() / 1000.0)
                        .orElse(0.0));
    }
}
