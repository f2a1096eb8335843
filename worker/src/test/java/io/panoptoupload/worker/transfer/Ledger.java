package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.Stopping;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Remembers what was confirmed, and that it was reported one at a time. */
class Ledger implements Transfers.Listener {
    final List<String> started = new CopyOnWriteArrayList<>();
    final List<Integer> parts = new CopyOnWriteArrayList<>();
    final AtomicInteger sending = new AtomicInteger();
    final AtomicInteger moving = new AtomicInteger();
    final AtomicInteger readAgain = new AtomicInteger();
    final AtomicInteger allConfirmed = new AtomicInteger();
    final AtomicInteger asked = new AtomicInteger();
    volatile Stopping stopping = Stopping.CUT;
    volatile LongSupplier inFlight = () -> 0;
    private long confirmedBytes;
    private long maxSent;
    private final AtomicInteger inside = new AtomicInteger();

    @Override
    public void begins(LongSupplier bytes) {
        inFlight = bytes;
    }

    /** The most that was seen at once as sent: confirmed, or on its way. */
    long maxSent() {
        return maxSent;
    }

    private void look() {
        maxSent = Math.max(maxSent, confirmedBytes + inFlight.getAsLong());
    }

    @Override
    public void started(String multipartId) {
        started.add(multipartId);
    }

    @Override
    public void confirmed(int part, long bytes) {
        if (inside.incrementAndGet() != 1) {
            throw new AssertionError("two parts reported at once");
        }
        parts.add(part);
        confirmedBytes += bytes;
        look();
        inside.decrementAndGet();
    }

    @Override
    public void sending() {
        sending.incrementAndGet();
    }

    @Override
    public void moving() {
        moving.incrementAndGet();
        look();
    }

    @Override
    public void readAgain() {
        readAgain.incrementAndGet();
    }

    @Override
    public void allConfirmed() {
        allConfirmed.incrementAndGet();
    }

    @Override
    public Stopping stopping() {
        asked.incrementAndGet();
        return stopping;
    }
}
