package io.panoptoupload.worker.panopto;

import java.util.function.LongSupplier;

/**
 * This worker's share of the calls that are allowed in a period, which is counted in windows from
 * the first call on. A share of less than one call a period is one call in several periods. What
 * was taken of a larger share counts against a smaller one that follows.
 */
final class CallWindow {
    private final int calls;
    private final long period;
    private final LongSupplier nanoTime;
    private long began;
    private long taken;

    /**
     * @param calls in a period, for all workers together
     * @param period in nanoseconds
     */
    CallWindow(int calls, long period, LongSupplier nanoTime) {
        this.calls = calls;
        this.period = period;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    /**
     * Takes the next call.
     *
     * @param workers that share the calls
     * @param maxWait in nanoseconds; a call that is further away is not taken
     * @return in how many nanoseconds it may be made, or -1 if it was not taken
     */
    synchronized long take(int workers, long maxWait) {
        long wait = untilNext(workers);
        if (wait > maxWait) {
            return -1;
        }
        taken++;
        return wait;
    }

    /** Puts the last call back, which was taken and is not made. */
    synchronized void giveBack() {
        taken = Math.max(0, taken - 1);
    }

    /**
     * In how many nanoseconds the next call may be made; a call that is taken meanwhile makes it
     * later.
     */
    synchronized long untilNext(int workers) {
        long now = nanoTime.getAsLong();
        long share = share(workers);
        long length = length(workers);
        advance(now, share, length);
        return taken < share ? 0 : taken / share * length - (now - began);
    }

    /** How many calls may be made at once. */
    synchronized long left(int workers) {
        advance(nanoTime.getAsLong(), share(workers), length(workers));
        return Math.max(0, share(workers) - taken);
    }

    private long share(int workers) {
        return Math.max(1, calls / workers);
    }

    private long length(int workers) {
        return workers <= calls ? period : (long) ((double) period * workers / calls);
    }

    private void advance(long now, long share, long length) {
        long windows = (now - began) / length;
        began += windows * length;
        taken = Math.max(0, taken - windows * share);
    }
}
