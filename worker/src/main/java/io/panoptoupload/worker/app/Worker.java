package io.panoptoupload.worker.app;

import io.panoptoupload.worker.intake.RequestIntake;
import io.panoptoupload.worker.job.JobEngine;

import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import java.time.Duration;

/** Starts and stops what works: the engine before the intake, and the other way around. */
final class Worker implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final JobEngine engine;
    private final RequestIntake intake;
    private final CredentialsCheck credentials;
    private final Admin admin;
    private volatile boolean running;

    Worker(JobEngine engine, RequestIntake intake, CredentialsCheck credentials, Admin admin) {
        this.engine = engine;
        this.intake = intake;
        this.credentials = credentials;
        this.admin = admin;
    }

    @Override
    public void start() {
        credentials.start();
        engine.start();
        intake.start();
        running = true;
    }

    @Override
    public void stop() {
        log.info("stopping: running transfers end at their next part");
        credentials.close();
        intake.close();
        engine.close();
        admin.close(Duration.ofSeconds(1));
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
