package io.panoptoupload.worker.job;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/**
 * A condition whose time runs only once something has been seen, so that no busy machine can let it
 * run out before. What is seen may have been signalled meanwhile: such a wait is over at once.
 */
@SuppressWarnings("WaitNotInLoop") // whoever waits has the loop
record SeenCondition(Condition condition, BooleanSupplier seen) implements Condition {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        if (seen.getAsBoolean()) {
            return condition.awaitNanos(nanos);
        }
        long _ = condition.awaitNanos(POLL_NANOS);
        return nanos;
    }

    @Override
    public void signalAll() {
        condition.signalAll();
    }

    @Override
    public void signal() {
        condition.signal();
    }

    @Override
    public void await() throws InterruptedException {
        condition.await();
    }

    @Override
    public void awaitUninterruptibly() {
        condition.awaitUninterruptibly();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return condition.await(time, unit);
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return condition.awaitUntil(deadline);
    }
}
