package io.panoptoupload.worker.app;

import io.panoptoupload.worker.partition.RequestConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

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

    private final ThreadFactory threads;
    private final IntConsumer halt;
    private final AtomicInteger status = new AtomicInteger();
    private volatile Duration maxStop = BESIDE_GRACE;
    private volatile Runnable endGrace = () -> {};

    ProcessEnd() {
        this(Thread.ofPlatform().daemon().factory(), Runtime.getRuntime()::halt);
    }

    /** With other threads, and another way to end at once. */
    ProcessEnd(ThreadFactory threads, IntConsumer halt) {
        this.threads = threads;
        this.halt = halt;
    }

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
        start("process-end", () -> System.exit(FAILED));
    }

    private void start(String name, Runnable task) {
        try {
            Thread thread = threads.newThread(task);
            thread.setName(name);
            thread.start();
        } catch (RuntimeException | Error e) {
            log.error("no thread can be started, so the process is ended at once", e);
            halt.accept(FAILED);
        }
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
                        Thread.ofPlatform().unstarted(() -> start("stop-limit", this::haltLate)));
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
        halt.accept(FAILED);
    }
}
