package io.panoptoupload.worker.app;

import io.panoptoupload.worker.fault.Interrupted;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the worker does again and again, each on a virtual thread of its own. A task ends when it is
 * stopped, by an interrupt, and never by a fault.
 */
final class BackgroundTasks {
    private static final Logger log = LoggerFactory.getLogger(BackgroundTasks.class);

    /** A task with the same pause after every run. */
    interface Task {
        void run() throws InterruptedException;
    }

    /** A task that returns how long to wait until its next run. */
    interface PacedTask {
        Duration run() throws InterruptedException;
    }

    private final Duration pauseAfterFault;
    private final List<Thread> threads = new ArrayList<>();

    BackgroundTasks(Duration pauseAfterFault) {
        this.pauseAfterFault = pauseAfterFault;
    }

    void every(Duration pause, String name, Task task) {
        add(
                name,
                () -> {
                    task.run();
                    return pause;
                });
    }

    void add(String name, PacedTask task) {
        threads.add(Thread.ofVirtual().name(name).unstarted(() -> repeat(name, task)));
    }

    void start() {
        threads.forEach(Thread::start);
    }

    void stop() {
        threads.forEach(Thread::interrupt);
    }

    private void repeat(String name, PacedTask task) {
        try {
            while (true) {
                // At least a moment, whatever a task says.
                TimeUnit.MILLISECONDS.sleep(run(name, task).toMillis() + 1);
            }
        } catch (InterruptedException | Interrupted e) {
            log.debug("{} has been stopped", name);
        }
    }

    private Duration run(String name, PacedTask task) throws InterruptedException {
        try {
            return task.run();
        } catch (Interrupted e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("{} failed; tried again after {}", name, pauseAfterFault, e);
            return pauseAfterFault;
        }
    }
}
