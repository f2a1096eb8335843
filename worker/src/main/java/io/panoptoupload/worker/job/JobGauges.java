package io.panoptoupload.worker.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is measured of the open jobs whenever somebody asks. */
final class JobGauges {
    /** The engine's jobs, as they are at that moment. */
    interface Jobs {
        /** Asks under the engine's lock, so that no job is counted twice or not at all. */
        double ask(Function<Stream<OpenJob>, Double> question);

        Instant now();

        /** Whether jobs are started at present: not while Panopto is known to be down. */
        boolean isOpen();
    }

    private static final Predicate<OpenJob> MOVES = job -> job.phase().needsSlot();
    private static final Predicate<OpenJob> TRANSFERS = MOVES.and(OpenJob::isRunning);
    private static final Predicate<OpenJob> RESTS = MOVES.and(job -> !job.isRunning());
    private static final Predicate<OpenJob> PARKED = RESTS.and(OpenJob::isParked);
    private static final Predicate<OpenJob> WAITS = RESTS.and(job -> !job.isParked());

    private final Jobs jobs;

    private JobGauges(Jobs jobs) {
        this.jobs = jobs;
    }

    static void bind(JobMeters meters, Jobs jobs, int slots) {
        JobGauges gauges = new JobGauges(jobs);
        String name = "panopto.upload.jobs";
        String help = "Open jobs";
        meters.gauge(name, help, "transferring", gauges, g -> g.count(TRANSFERS));
        meters.gauge(name, help, "parked", gauges, g -> g.count(PARKED));
        meters.gauge(name, help, "waiting", gauges, g -> g.count(WAITS));
        meters.gauge(name, help, "processing", gauges, g -> g.count(MOVES.negate()));
        String upload = "panopto.upload.slots";
        meters.gauge(upload, "Upload slots", "used", gauges, g -> g.count(TRANSFERS));
        meters.gauge(upload, "Upload slots", "free", gauges, g -> slots - g.count(TRANSFERS));
        meters.gauge(
                "panopto.upload.backlog.jobs",
                "Jobs that would transfer now if there were a free slot",
                gauges,
                JobGauges::backlog);
        meters.gauge(
                "panopto.upload.oldest.job.seconds",
                "Time since the oldest open job's attempt could begin",
                gauges,
                g -> g.longestSince(_ -> true, OpenJob::startedAt));
        meters.gauge(
                "panopto.upload.checkpoint.age.seconds",
                "Longest time that a running job has recorded nothing",
                gauges,
                g -> g.longestSince(OpenJob::isRunning, OpenJob::aliveAt));
    }

    private double backlog() {
        Instant now = jobs.now();
        return jobs.isOpen() ? count(RESTS.and(job -> !job.dueAt().isAfter(now))) : 0;
    }

    private double count(Predicate<OpenJob> which) {
        return jobs.ask(all -> (double) all.filter(which).count());
    }

    private double longestSince(Predicate<OpenJob> which, Function<OpenJob, Instant> began) {
        Instant now = jobs.now();
        return jobs.ask(all ->
                all.filter(which)
                        .map(began)
                        .filter(at -> at.isBefore(now))
                        .min(Comparator.naturalOrder())
                        .map(at -> Duration.between(at, now).toMillis() / 1000.0)
                        .orElse(0.0));
    }
}
