package io.panoptoupload.gateway.kafka;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A thread that starts its work over, after a pause, whatever ended it; until it is closed. */
public final class Background implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(Background.class);

    private final String name;
    private final Work work;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** What is done. */
    public interface Work {
        /** Returns or throws when it has to be started again, or is to end. */
        void run(Background thread) throws InterruptedException;
    }

    public Background(String name, Work work) {
        this.name = name;
        this.work = work;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Waits; ends early when this is closed. */
    public void pause(Duration time) throws InterruptedException {
        boolean _ = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        String last = "";
        try {
            while (!isClosed()) {
                try {
                    work.run(this);
                } catch (RuntimeException e) {
                    // The same, time after time, is said once.
                    if (!isClosed() && !e.toString().equals(last)) {
                        last = e.toString();
                        log.warn("{} starts again: {}", name, last);
                    }
                }
                pause(PAUSE);
            }
        } catch (InterruptedException e) {
            log.debug("{} ends", name);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            boolean _ = thread.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
