package io.panoptoupload.worker.transfer;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets bytes pass at a rate that all transfers of this worker share. */
final class Bandwidth {
    private final long bytesPerSecond;
    private final AtomicLong freeFrom = new AtomicLong(System.nanoTime());

    Bandwidth(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Waits until the bytes before these are through. */
    void pass(int bytes) throws InterruptedIOException {
        if (bytesPerSecond == Long.MAX_VALUE) {
            return;
        }
        long cost = (long) (bytes * 1e9 / bytesPerSecond);
        long now = System.nanoTime();
        long mine = freeFrom.getAndUpdate(free -> Math.max(free - now, 0) + now + cost);
        try {
            TimeUnit.NANOSECONDS.sleep(mine - now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for bandwidth");
        }
    }
}
