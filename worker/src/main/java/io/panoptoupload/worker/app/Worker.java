package io.panoptoupload.worker.app;

import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.StopTimeouts;
import io.panoptoupload.worker.partition.Ownership;
import io.panoptoupload.worker.partition.RequestConsumer;

import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import java.time.Duration;

/**
 * Starts and stops what works: the engine before the intake, and the other way around. Work under
 * way ends before the group is left, since the next owner begins at once.
 */
final class Worker implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final JobEngine engine;
    private final Ownership ownership;
    private final RequestConsumer consumer;
    private final BackgroundTasks tasks;
    private final Admin admin;
    private final Duration grace;
    private volatile boolean running;

    /**
     * @param grace for what is under way at a stop
     */
    Worker(
            JobEngine engine,
            Ownership ownership,
            RequestConsumer consumer,
            BackgroundTasks tasks,
            Admin admin,
            Duration grace) {
        this.engine = engine;
        this.ownership = ownership;
        this.consumer = consumer;
        this.tasks = tasks;
        this.admin = admin;
        this.grace = grace;
    }

    @Override
    public void start() {
        tasks.start();
        engine.start();
        consumer.start();
        running = true;
    }

    @Override
    public void stop() {
        log.info(
                "stopping: nothing more is taken on; once what is under way has ended, within {} s, the"
                        + " partitions are handed over; a second signal ends that wait",
                grace.toSeconds());
        ownership.stopIntake();
        engine.drain(StopTimeouts.ofStop(grace));
        tasks.stop();
        consumer.stop();
        engine.close();
        admin.close(Duration.ofSeconds(1));
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
