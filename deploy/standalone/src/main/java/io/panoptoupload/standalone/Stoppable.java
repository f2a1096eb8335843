package io.panoptoupload.standalone;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * Lets a program clean up on its own thread when it is asked to stop: SIGTERM and Ctrl-C interrupt
 * it, and the JVM waits until it has returned.
 */
final class Stoppable {
    private Stoppable() {}

    /** Runs the program on the calling thread, and returns its exit status. */
    static int run(Callable<Integer> program) {
        Thread thread = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(thread, ended), "stop"));
        try {
            return program.call();
        } catch (InterruptedException _) {
            return 0;
        } catch (Exception e) {
            if (Thread.interrupted()) {
                // whatever the interrupt broke is of no interest
                return 0;
            }
            throw new IllegalStateException(e);
        } finally {
            ended.countDown();
        }
    }

    private static void stop(Thread program, CountDownLatch ended) {
        program.interrupt();
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** For a parent that cannot pass on its own end, such as a build tool that is killed. */
    static void endWithParent() {
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        if (parent.isEmpty()) {
            throw new IllegalStateException("There is no parent to end with.");
        }
        // exit returns only when all is stopped: not on a thread that others wait for
        var _ =
                parent.get()
                        .onExit()
                        .thenRun(() -> new Thread(() -> System.exit(1), "orphaned").start());
    }
}
