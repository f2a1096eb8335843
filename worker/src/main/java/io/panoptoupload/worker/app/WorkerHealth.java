package io.panoptoupload.worker.app;

import io.panoptoupload.messages.OneLine;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.partition.IntakeHealth;
import io.panoptoupload.worker.partition.IntakeStatus;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import java.util.ArrayList;
import java.util.List;

/**
 * Ready means: the group has this worker, what is assigned is open, the consumer polls, running
 * jobs make progress, and Panopto accepts the credentials.
 */
final class WorkerHealth implements HealthIndicator {
    private final IntakeHealth intake;
    private final JobEngine engine;
    private final CredentialsCheck credentials;

    WorkerHealth(IntakeHealth intake, JobEngine engine, CredentialsCheck credentials) {
        this.intake = intake;
        this.engine = engine;
        this.credentials = credentials;
    }

    @Override
    public Health health() {
        IntakeStatus status = intake.status();
        int stalled = engine.stalled();
        List<String> faults = new ArrayList<>(status.faults());
        engine.lastError().ifPresent(faults::add);
        credentials.refusal().ifPresent(faults::add);
        boolean ready = status.isReady() && stalled == 0 && faults.isEmpty();
        Health.Builder health = ready ? Health.up() : Health.outOfService();
        return health.withDetail("memberOfGroup", status.member())
                .withDetail("partitionsOpen", status.open())
                .withDetail("partitionsOpening", status.opening())
                .withDetail("stalledJobs", stalled)
                .withDetail("intakeWaiting", status.waiting())
                .withDetail("faults", faults.stream().map(OneLine::of).toList())
                .build();
    }
}
