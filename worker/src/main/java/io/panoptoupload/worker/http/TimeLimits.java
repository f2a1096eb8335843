package io.panoptoupload.worker.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends what takes too long as a whole. A time-out of a socket begins again with each byte, so that
 * a server which drips its response's head would never meet it.
 */
public final class TimeLimits implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("time-limits").factory());

    public TimeLimits() {
        timer.setRemoveOnCancelPolicy(true);
        // What begins after the end has no limit, and no connection either.
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** Holds until it is closed. */
    public static final class Limit implements AutoCloseable {
        private volatile boolean over;
        private final Future<?> ending;

        private Limit(ScheduledThreadPoolExecutor timer, Duration limit, Runnable end) {
            this.ending =
                    timer.schedule(
                            () -> {
                                over = true;
                                end.run();
                            },
                            limit.toMillis(),
                            TimeUnit.MILLISECONDS);
        }

        public boolean isOver() {
            return over;
        }

        @Override
        public void close() {
            ending.cancel(false);
        }
    }

    /**
     * Limits what begins now.
     *
     * @param end what ends it, from another thread
     */
    public Limit begin(Duration limit, Runnable end) {
        return new Limit(timer, limit, end);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
