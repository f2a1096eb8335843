package io.panoptoupload.simulator;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** A fault rule in force: it counts its calls and keeps those waiting that it holds. */
final class ActiveFault {
    private final FaultRule rule;
    private final RandomGenerator random;
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private long called;
    private long fired;

    ActiveFault(FaultRule rule, RandomGenerator random) {
        this.rule = rule;
        this.random = random;
    }

    /**
     * A rule and what it did so far, which it may be set with again.
     *
     * @param called how many calls it counted
     * @param waiting how many requests or late effects it holds back
     */
    public record Report(@JsonUnwrapped FaultRule rule, long called, long fired, int waiting) {}

    FaultRule rule() {
        return rule;
    }

    synchronized boolean wants(Operation operation, String target) {
        if (!rule.covers(operation, target)) {
            return false;
        }
        called++;
        return rule.allows(called, fired)
                && (rule.probability() == null || random.nextDouble() < rule.probability());
    }

    synchronized void fire() {
        fired++;
    }

    synchronized Report report() {
        return new Report(rule, called, fired, waiting.get());
    }

    void release() {
        released.countDown();
    }

    /** Something is held back now; {@link #end} is called when it is done. */
    void begin() {
        waiting.incrementAndGet();
    }

    void end() {
        waiting.decrementAndGet();
    }

    /** Waits for the release, but no longer than the rule's delay, if it has one. */
    void await() throws InterruptedException {
        long longest = rule.delayMs() == null ? Long.MAX_VALUE : rule.delayMs();
        released.await(longest, TimeUnit.MILLISECONDS);
    }
}
