package io.panoptoupload.worker.app;

import org.jline.utils.Signals;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Is notified of a second SIGTERM or Ctrl-C, which the JVM ignores while its shutdown hooks run.
 */
final class StopSignals {
    /** What the JVM exits with by itself: 128 and the signal's number. */
    private static final int TERMINATED = 143;

    private static final int INTERRUPTED = 130;

    private final Runnable call;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private StopSignals(Runnable call) {
        this.call = call;
    }

    /** The first signal ends the JVM as ever; each further one is this call. */
    static void onSecond(Runnable call) {
        StopSignals signals = new StopSignals(call);
        Object _ = Signals.register("TERM", () -> signals.received(TERMINATED));
        Object _ = Signals.register("INT", () -> signals.received(INTERRUPTED));
    }

    private void received(int status) {
        if (stopping.getAndSet(true)) {
            call.run();
        } else {
            System.exit(status);
        }
    }
}
