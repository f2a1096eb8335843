package io.panoptoupload.worker.operator;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The signal to stop, for a command that runs until then: it is no failure. */
final class StopSignal implements AutoCloseable {
    private static final int LIMIT_SECONDS = 10;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "stop-signal");
    private volatile boolean given;

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean isGiven() {
        return given;
    }

    private void end() {
        given = true;
        try {
            boolean _ = ended.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // By itself the JVM would end with 143.
        Runtime.getRuntime().halt(Exit.DONE);
    }

    @Override
    public void close() {
        ended.countDown();
        if (!given) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
