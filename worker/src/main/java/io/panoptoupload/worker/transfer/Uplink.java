package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.transfer.http.Bandwidth;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The line to Panopto as this worker finds it: how fast it is, and how much may be in flight on it.
 * What is in flight is lost when the worker dies, so all files together may have five seconds of
 * the line in flight, but each file one part. On a fast line that is more than there ever is.
 */
public final class Uplink {
    private static final double SECONDS_IN_FLIGHT = 5;

    /** Older measurements hardly count; time in which nothing was in flight is left out. */
    private static final double MEMORY_SECONDS = 10;

    private static final int MIB = 1024 * 1024;

    private final LongSupplier limit;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int files;
    private int inFlight;
    private long at;
    private double seconds;
    private double bytes;

    /**
     * A line that has not been used yet, and counts as slow until it has been measured.
     *
     * @param limit in bytes per second, beyond which it is not used at the moment
     */
    public Uplink(LongSupplier limit) {
        this(limit, System::nanoTime);
    }

    Uplink(LongSupplier limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /** A line of which that is known, in bytes per second, until it shows another rate. */
    public static Uplink ofRate(double bytesPerSecond) {
        Uplink uplink = new Uplink(() -> Bandwidth.UNLIMITED);
        uplink.seconds = MEMORY_SECONDS;
        uplink.bytes = bytesPerSecond * MEMORY_SECONDS;
        return uplink;
    }

    /**
     * The size of a file's parts: so that as many as may be sent at once are what the line carries
     * in five seconds.
     *
     * @param wanted in bytes, which is the most
     * @param atOnce how many parts all files together may send at once
     * @return whole MiB, or what is wanted; at least {@link PartPlan#MIN_PART}
     */
    int partSize(int wanted, int atOnce) {
        lock.lock();
        try {
            long fair = (long) (SECONDS_IN_FLIGHT * rate() / atOnce) / MIB * MIB;
            return Math.clamp(fair, PartPlan.MIN_PART, wanted);
        } finally {
            lock.unlock();
        }
    }

    /** Bytes per second; 0 while no part has been confirmed. A lower limit holds at once. */
    private double rate() {
        return seconds == 0 ? 0 : Math.min(bytes / seconds, (double) limit.getAsLong());
    }

    /** A file is sent from here until it is closed. */
    Share share() {
        lock.lock();
        try {
            files++;
            return new Share();
        } finally {
            lock.unlock();
        }
    }

    /** One file's share of the line. */
    final class Share implements AutoCloseable {
        private int parts;

        /**
         * Waits until the file may have one more part in flight.
         *
         * @param length of the part, in bytes
         * @return to be closed when the part is no longer in flight
         */
        Part take(int length) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (!mayTake(length)) {
                    changed.await();
                }
                parts++;
                return new Part(this, length);
            } finally {
                lock.unlock();
            }
        }

        /** As {@link #take(int)}; an interrupt is thrown as the task's. */
        Part take(int length, ParallelTasks tasks) {
            try {
                return take(length);
            } catch (InterruptedException e) {
                throw tasks.interrupted();
            }
        }

        /** Under the lock, or for a test. */
        boolean mayTake(int length) {
            return parts == 0 || parts + 1 <= SECONDS_IN_FLIGHT * rate() / files / length;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                files--;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * One part in flight. Those below {@link PartPlan#MIN_PART} say nothing of the line: what they
     * take is mostly the time until the response.
     */
    final class Part implements AutoCloseable {
        private final Share share;
        private final int length;
        private final boolean measured;
        private final long since;
        private boolean confirmed;

        private Part(Share share, int length) {
            this.share = share;
            this.length = length;
            this.measured = length >= PartPlan.MIN_PART;
            this.since = nanoTime.getAsLong();
            if (measured) {
                pass(since);
                inFlight++;
            }
        }

        void confirmed() {
            confirmed = true;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                share.parts--;
                if (measured) {
                    long now = nanoTime.getAsLong();
                    pass(now);
                    inFlight--;
                    bytes += confirmed ? remembered(seconds(now - since)) : 0;
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** The part's bytes came evenly over that time, and the earlier ones count for less. */
        private double remembered(double took) {
            return length * MEMORY_SECONDS * -Math.expm1(-took / MEMORY_SECONDS) / took;
        }
    }

    private void pass(long now) {
        if (inFlight > 0) {
            double passed = seconds(now - at);
            double kept = Math.exp(-passed / MEMORY_SECONDS);
            seconds = seconds * kept + MEMORY_SECONDS * (1 - kept);
            bytes *= kept;
        }
        at = now;
    }

    private static double seconds(long nanos) {
        return Math.max(nanos, 1) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
