package io.panoptoupload.worker.transfer.http;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Lets bytes pass at a rate that all connections share, one after the other. The rate may change at
 * any time: waiting threads follow the new one within a fraction of a second.
 */
public final class Bandwidth {
    /** The rate of no limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final long ASK_AGAIN = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * Small, so that many connections get their turn often, and no server waits long for a byte.
     */
    private static final double SLICE_SECONDS = 0.05;

    private static final int MIN_SLICE = 1024;

    /** A sleep ends late; so much is caught up with, and so much is free after an idle time. */
    private static final double CREDIT_SECONDS = 0.05;

    /** How time passes: it can be read, in nanoseconds, and slept through. */
    interface Time {
        Time SYSTEM =
                new Time() {
                    @Override
                    public long nanos() {
                        return System.nanoTime();
                    }

                    @Override
                    public void sleep(long nanos) throws InterruptedException {
                        TimeUnit.NANOSECONDS.sleep(nanos);
                    }
                };

        long nanos();

        void sleep(long nanos) throws InterruptedException;
    }

    private final LongSupplier bytesPerSecond;
    private final Time time;
    private final ReentrantLock turn = new ReentrantLock(true);
    private double unpaid;
    private long at;

    /**
     * @param bytesPerSecond asked for every slice, cheaply; at least 1, or {@link #UNLIMITED}
     */
    public Bandwidth(LongSupplier bytesPerSecond) {
        this(bytesPerSecond, Time.SYSTEM);
    }

    Bandwidth(LongSupplier bytesPerSecond, Time time) {
        this.bytesPerSecond = bytesPerSecond;
        this.time = time;
        this.at = time.nanos();
    }

    /** How many bytes may pass at once, of so many. */
    int slice(int bytes) {
        long rate = bytesPerSecond.getAsLong();
        return rate == UNLIMITED
                ? bytes
                : (int) Math.min(bytes, Math.max(MIN_SLICE, (long) (rate * SLICE_SECONDS)));
    }

    /** Waits until the bytes before these are through. */
    void pass(int bytes) throws InterruptedIOException {
        if (bytesPerSecond.getAsLong() == UNLIMITED) {
            return;
        }
        try {
            turn.lockInterruptibly();
            try {
                for (long wait = wait(bytes); wait > 0; wait = wait(bytes)) {
                    time.sleep(Math.min(wait, ASK_AGAIN));
                }
            } finally {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for bandwidth");
        }
    }

    /** Nanoseconds still to wait; 0 once the bytes may pass. */
    private long wait(int bytes) {
        long rate = bytesPerSecond.getAsLong();
        long now = time.nanos();
        double passed = (now - at) / 1e9;
        at = now;
        if (rate == UNLIMITED) {
            unpaid = 0;
            return 0;
        }
        unpaid = Math.max(unpaid - passed * rate, -CREDIT_SECONDS * rate);
        if (unpaid <= 0) {
            unpaid += bytes;
            return 0;
        }
        return (long) Math.ceil(unpaid / rate * 1e9);
    }
}
