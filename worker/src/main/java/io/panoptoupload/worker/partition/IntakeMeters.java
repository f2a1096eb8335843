package io.panoptoupload.worker.partition;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.distribution.TimeWindowMax;
import io.panoptoupload.worker.job.JobLimits;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Metrics of partitions: ownership, how they were opened, and lag. */
public final class IntakeMeters {
    private final MeterRegistry registry;
    private final Counter fenced;
    private final Counter lost;
    private final TimeWindowMax restores;

    public IntakeMeters(MeterRegistry registry) {
        this.registry = registry;
        this.fenced =
                Counter.builder("panopto.upload.fenced")
                        .description("How often another owner fenced a partition's writer")
                        .register(registry);
        this.lost =
                Counter.builder("panopto.upload.requests.lost")
                        .description(
                                "Offsets of requests that Kafka deleted before they were taken in")
                        .register(registry);
        // A maximum, so that a fast partition hides no slow one; of a window, so that alerts clear.
        this.restores =
                new TimeWindowMax(registry.config().clock(), Duration.ofMinutes(20).toMillis(), 3);
        gauge(
                "panopto.upload.restore.seconds",
                "Longest time that reading a partition's journal took in the last hour",
                () -> restores.poll(TimeUnit.SECONDS));
    }

    public void bind(
            Ownership ownership,
            InstantSource clock,
            int journalPartitions,
            Supplier<IntakeStatus> status) {
        partitions("open", ownership, OwnedPartition.State.OPEN, journalPartitions);
        partitions("opening", ownership, OwnedPartition.State.OPENING, journalPartitions);
        gauge(
                "panopto.upload.journal.partitions",
                "Partitions of the journal; what all workers have open adds up to it",
                () -> journalPartitions);
        gauge(
                "panopto.upload.intake.lag",
                "Records of the request topic that are published and not yet taken in, as of each partition's last fetch; one that waits for room fetches nothing",
                ownership::lag);
        gauge(
                "panopto.upload.intake.faults",
                "What keeps requests from being taken in; readiness names each",
                () -> status.get().faults().size());
        for (int partition = 0; partition < journalPartitions; partition++) {
            waiting(partition, "open-jobs", JobLimits.Limit.OPEN, ownership, clock);
            waiting(partition, "waiting-jobs", JobLimits.Limit.WAITING, ownership, clock);
        }
        gauge(
                "panopto.upload.unreadable.jobs",
                "Jobs that stand still because this worker cannot read their record in the journal",
                () -> unreadable(ownership));
        gauge(
                "panopto.upload.unreadable.partitions",
                "Partitions with a place in their requests or journal that cannot be read",
                () ->
                        ownership.partitions().stream()
                                .filter(p -> p.unreadable().isPresent())
                                .count());
        gauge(
                "panopto.upload.poll.age.seconds",
                "Time since the last successful poll of the request topic",
                () -> seconds(ownership.polledAt(), clock.instant()));
    }

    private void waiting(
            int partition,
            String name,
            JobLimits.Limit limit,
            Ownership ownership,
            InstantSource clock) {
        gauge(
                "panopto.upload.intake.waiting.seconds",
                "How long a partition's next request has waited because this worker has as many jobs as worker.open-jobs or worker.waiting-jobs allows",
                () ->
                        IntakeStatus.waits(ownership)
                                .filter(wait -> wait.partition() == partition)
                                .filter(wait -> wait.limit() == limit)
                                .mapToDouble(wait -> seconds(wait.since(), clock.instant()))
                                .max()
                                .orElse(0),
                "partition",
                Integer.toString(partition),
                "limit",
                name);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private static int unreadable(Ownership ownership) {
        return ownership.partitions().stream()
                .flatMap(partition -> partition.jobs().stream())
                .mapToInt(open -> open.jobs().unreadable())
                .sum();
    }

    void restored(Duration took) {
        restores.record((double) took.toNanos(), TimeUnit.NANOSECONDS);
    }

    public void lost(long offsets) {
        lost.increment((double) offsets);
    }

    void fenced() {
        fenced.increment();
    }

    private void partitions(
            String state, Ownership ownership, OwnedPartition.State which, int journalPartitions) {
        gauge(
                "panopto.upload.partitions",
                "Partitions of the request topic that are this worker's, without those whose requests it only forwards",
                () ->
                        ownership.partitions().stream()
                                .filter(p -> p.state() == which && p.number() < journalPartitions)
                                .count(),
                "state",
                state);
    }

    private void gauge(String name, String description, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }
}
