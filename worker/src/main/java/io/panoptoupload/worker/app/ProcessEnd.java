package io.panoptoupload.worker.app;

import io.panoptoupload.worker.partition.RequestConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The exit of the process: with an error when the worker cannot go on, and in time when it is asked
 * to stop. A worker may die at any moment, so a hard exit loses nothing; a worker that hangs would
 * do nothing.
 */
final class ProcessEnd implements RequestConsumer.LastResort {
    private static final Logger log = LoggerFactory.getLogger(ProcessEnd.class);
    private static final int FAILED = 1;

    /** Beside the grace: to record, to leave the group, and to close what may hang. */
    private static final Duration BESIDE_GRACE = Duration.ofSeconds(12);

    private final AtomicInteger status = new AtomicInteger();
    private volatile Duration maxStop = BESIDE_GRACE;
    private volatile Runnable endGrace = () -> {};

    /** What the process is to end with. */
    int status() {
        return status.get();
    }

    /**
     * How long a stop may take in order.
     *
     * @param grace for what is under way
     * @param whenOver called when that is no longer waited for
     */
    void stopsWithin(Duration grace, Runnable whenOver) {
        maxStop = grace.plus(BESIDE_GRACE);
        endGrace = whenOver;
    }

    /** A second signal to stop: the grace is over. */
    void skipGrace() {
        log.warn("second signal to stop: cutting the parts in flight");
        endGrace.run();
    }

    @Override
    public void endProcess(String why) {
        log.error(
                "the worker cannot continue and exits; its supervisor has to restart it: {}", why);
        status.set(FAILED);
        endGrace.run();
        // Not on this thread: closing may wait for it.
        Thread.ofPlatform().name("process-end").daemon().start(() -> System.exit(FAILED));
    }

    /** After an uncaught error no thread can be relied on. */
    void uncaught(Thread thread, Throwable cause) {
        log.error("thread {} died", thread.getName(), cause);
        if (cause instanceof Error) {
            endProcess("%s in thread %s".formatted(cause, thread.getName()));
        }
    }

    /** Exits in time, whatever closing waits for. */
    void limitStopping() {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(() ->
                                        Thread.ofPlatform()
                                                .name("stop-limit")
                                                .daemon()
                                                .start(this::haltLate)));
    }

    private void haltLate() {
        Duration limit = maxStop;
        try {
            TimeUnit.MILLISECONDS.sleep(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println(
                "The worker did not stop within " + limit + " and is ended; nothing is lost.");
        Runtime.getRuntime().halt(FAILED);
    }
}
