package io.panoptoupload.worker.app;

import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.partition.Housekeeping;
import io.panoptoupload.worker.partition.RequestConsumer;
import io.panoptoupload.worker.partition.TopicWatch;

import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import java.time.Duration;

/** Starts and stops what works: the engine before the intake, and the other way around. */
final class Worker implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final JobEngine engine;
    private final RequestConsumer consumer;
    private final TopicWatch topics;
    private final Housekeeping housekeeping;
    private final CredentialsCheck credentials;
    private final Admin admin;
    private volatile boolean running;

    Worker(
            JobEngine engine,
            RequestConsumer consumer,
            TopicWatch topics,
            Housekeeping housekeeping,
            CredentialsCheck credentials,
            Admin admin) {
        this.engine = engine;
        this.consumer = consumer;
        this.topics = topics;
        this.housekeeping = housekeeping;
        this.credentials = credentials;
        this.admin = admin;
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
        log.info("stopping: running transfers end at their next part");
        credentials.close();
        topics.close();
        housekeeping.close();
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
