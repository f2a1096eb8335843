package io.panoptoupload.worker.app;

import io.panoptoupload.worker.intake.IntakeStatus;
import io.panoptoupload.worker.intake.RequestIntake;
import io.panoptoupload.worker.job.JobEngine;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Ready means: what is assigned is open, the consumer polls, and running jobs get on. */
final class WorkerHealth implements HealthIndicator {
    private final RequestIntake intake;
    private final JobEngine engine;

    WorkerHealth(RequestIntake intake, JobEngine engine) {
        this.intake = intake;
        this.engine = engine;
    }

    @Override
    public Health health() {
        IntakeStatus status = intake.status();
        int stalled = engine.stalled();
        Health.Builder health =
                status.isReady() && stalled == 0 ? Health.up() : Health.outOfService();
        return health.withDetail("partitionsOpen", status.open())
                .withDetail("partitionsOpening", status.opening())
                .withDetail("stalledJobs", stalled)
                .withDetail("faults", status.faults())
                .build();
    }
}
