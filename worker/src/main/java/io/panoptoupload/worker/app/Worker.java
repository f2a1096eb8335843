package io.panoptoupload.worker.app;

import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.partition.RequestConsumer;

import org.springframework.context.SmartLifecycle;

/** Starts and stops what works: the engine before the intake, and the other way around. */
final class Worker implements SmartLifecycle {
    private final JobEngine engine;
    private final RequestConsumer consumer;
    private final BackgroundTasks tasks;
    private final Shutdown shutdown;
    private volatile boolean running;

    Worker(JobEngine engine, RequestConsumer consumer, BackgroundTasks tasks, Shutdown shutdown) {
        this.engine = engine;
        this.consumer = consumer;
        this.tasks = tasks;
        this.shutdown = shutdown;
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
        shutdown.drain();
        tasks.stop();
        consumer.stop();
        shutdown.finish();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
