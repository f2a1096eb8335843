package io.panoptoupload.worker.job;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The thread that starts jobs whenever there may be some to start. */
final class DispatchLoop {
    private static final Logger log = LoggerFactory.getLogger(DispatchLoop.class);
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(10);

    private final Supplier<Instant> dispatch;
    private final InstantSource clock;
    private final ReentrantLock lock;
    private final Condition changed;
    private final Thread thread = Thread.ofPlatform().name("jobs").daemon().unstarted(this::run);
    private boolean closed;

    /**
     * @param dispatch starts what is due, and returns when there may be more to start
     * @param changed signalled, under the lock, whenever there may be more to start before that
     */
    DispatchLoop(
            Supplier<Instant> dispatch,
            InstantSource clock,
            ReentrantLock lock,
            Condition changed) {
        this.dispatch = dispatch;
        this.clock = clock;
        this.lock = lock;
        this.changed = changed;
    }

    void start() {
        thread.start();
    }

    /** Under the lock; whoever holds it signals. */
    void close() {
        closed = true;
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                Instant next = dispatchAnyway();
                Duration sleep = Duration.between(clock.instant(), next);
                if (sleep.isPositive()) {
                    // Rounded up: too early would find nothing due, and loop until it is.
                    boolean _ = changed.await(sleep.toMillis() + 1, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            log.debug("the engine ends");
        } finally {
            lock.unlock();
        }
    }

    /** This thread's end would leave the worker alive but not making progress. */
    private Instant dispatchAnyway() {
        try {
            return dispatch.get();
        } catch (RuntimeException | Error e) {
            log.error("jobs could not be started; retried in 10 s", e);
            return clock.instant().plus(PAUSE_AFTER_ERROR);
        }
    }
}
