package io.panoptoupload.worker.app;

import io.panoptoupload.worker.partition.RequestConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The end of the process: loudly when the worker cannot go on, and in time when it is told to stop.
 * A worker may die at any moment, so a hard end loses nothing; a worker that hangs does nothing.
 */
final class ProcessEnd implements RequestConsumer.LastResort {
    private static final Logger log = LoggerFactory.getLogger(ProcessEnd.class);
    private static final int FAILED = 1;

    /** Whoever stops a worker is promised twenty seconds. */
    private static final Duration MAX_STOP = Duration.ofSeconds(17);

    private final AtomicInteger status = new AtomicInteger();

    /** What the process is to end with. */
    int status() {
        return status.get();
    }

    @Override
    public void endProcess(String why) {
        log.error("the worker cannot go on and ends; it is to be started again: {}", why);
        status.set(FAILED);
        // Not here: who runs into this may be waited for by those who close.
        Thread.ofPlatform().name("process-end").daemon().start(() -> System.exit(FAILED));
    }

    /** An error that nobody has caught leaves no thread that anybody could rely on. */
    void uncaught(Thread thread, Throwable cause) {
        log.error("thread {} ended", thread.getName(), cause);
        if (cause instanceof Error) {
            endProcess("%s in thread %s".formatted(cause, thread.getName()));
        }
    }

    /** Whatever closing waits for, the process ends in time. */
    void limitStopping() {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(() ->
                                        Thread.ofPlatform()
                                                .name("stop-limit")
                                                .daemon()
                                                .start(ProcessEnd::haltLate)));
    }

    private static void haltLate() {
        try {
            TimeUnit.MILLISECONDS.sleep(MAX_STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println(
                "The worker did not stop within " + MAX_STOP + " and is ended; nothing is lost.");
        Runtime.getRuntime().halt(FAILED);
    }
}
