package io.panoptoupload.worker.app;

import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.partition.Housekeeping;
import io.panoptoupload.worker.partition.RequestConsumer;
import io.panoptoupload.worker.partition.TopicWatch;

import org.springframework.context.SmartLifecycle;

/** Starts and stops what works: the engine before the intake, and the other way around. */
final class Worker implements SmartLifecycle {
    private final JobEngine engine;
    private final RequestConsumer consumer;
    private final TopicWatch topics;
    private final Housekeeping housekeeping;
    private final CredentialsCheck credentials;
    private final Shutdown shutdown;
    private volatile boolean running;

    Worker(
            JobEngine engine,
            RequestConsumer consumer,
            TopicWatch topics,
            Housekeeping housekeeping,
            CredentialsCheck credentials,
            Shutdown shutdown) {
        this.engine = engine;
        this.consumer = consumer;
        this.topics = topics;
        this.housekeeping = housekeeping;
        this.credentials = credentials;
        this.shutdown = shutdown;
    }

    @Override
    public void start() {
        credentials.start();
        engine.start();
        consumer.start();
        housekeeping.start();
        topics.start();
        running = true;
    }

    @Override
    public void stop() {
        credentials.close();
        shutdown.drain();
        topics.close();
        housekeeping.close();
        consumer.stop();
        shutdown.finish();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
