package io.panoptoupload.worker.transfer.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections whose write has not returned for too long: a blocked write knows no time-out
 * of its own. Time in which nothing is written, because the source is slow or the bandwidth is
 * limited, does not count.
 */
final class StallWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StallWatch.class);
    private static final long NOT_WRITING = Long.MAX_VALUE;

    private final long limit;
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    StallWatch(Duration limit) {
        this.limit = limit.toNanos();
        this.thread = Thread.ofVirtual().name("stalled-writes").start(this::run);
    }

    /** One connection's writes. */
    final class Watched {
        private final Runnable close;
        private volatile long writingSince = NOT_WRITING;
        private volatile boolean stalled;

        Watched(Runnable close) {
            this.close = close;
        }

        void writing() {
            writingSince = System.nanoTime();
        }

        void written() {
            writingSince = NOT_WRITING;
        }

        /** Whether the connection was closed as idle. */
        boolean isStalled() {
            return stalled;
        }

        void end() {
            watched.remove(this);
        }

        private void check(long now) {
            long since = writingSince;
            if (since != NOT_WRITING && now - since > limit) {
                stalled = true;
                close.run();
            }
        }
    }

    Watched watch(Runnable close) {
        Watched each = new Watched(close);
        watched.add(each);
        return each;
    }

    private void run() {
        long pause = Math.max(TimeUnit.MILLISECONDS.toNanos(10), limit / 20);
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(pause);
                long now = System.nanoTime();
                watched.forEach(each -> each.check(now));
            }
        } catch (InterruptedException e) {
            log.debug("no more writes to watch");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
