package io.panoptoupload.standalone.machine;

import io.panoptoupload.broker.ChildFailure;
import io.panoptoupload.broker.ChildProcess;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Keeps one program running: starts it again, after growing intervals, when it dies. */
final class Supervisor implements AutoCloseable {
    /** How the program is started. */
    @FunctionalInterface
    interface Program {
        /** Returns when the program is ready for use. */
        ChildProcess start();
    }

    private final String name;
    private final Program program;
    private final Consumer<String> notices;
    private final Duration grace;
    private final RestartIntervals intervals = new RestartIntervals();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private volatile ChildProcess process;
    private final Thread watch;

    /**
     * Starts the program and returns when it is ready.
     *
     * @param name what notices call the program
     * @throws ChildFailure if this first start fails, which most likely every other would
     */
    static Supervisor start(String name, Program program, Consumer<String> notices) {
        return start(name, program, notices, ChildProcess.GRACE);
    }

    /**
     * The same of a program that may take its time to stop.
     *
     * @param grace how long, before it is killed
     */
    static Supervisor start(
            String name, Program program, Consumer<String> notices, Duration grace) {
        return new Supervisor(name, program, notices, grace);
    }

    private Supervisor(String name, Program program, Consumer<String> notices, Duration grace) {
        this.name = name;
        this.program = program;
        this.notices = notices;
        this.grace = grace;
        process = program.start();
        watch = Thread.ofVirtual().name("watch-" + name).start(this::keepRunning);
    }

    /** The process that runs now, or ran last. */
    ChildProcess process() {
        return process;
    }

    private void keepRunning() {
        try {
            while (true) {
                long began = System.nanoTime();
                int status = process.onExit().get();
                Duration life = Duration.ofNanos(System.nanoTime() - began);
                startAgain("ended with status " + status, life);
            }
        } catch (InterruptedException _) {
            // closed
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            ended.complete(null);
        }
    }

    private void startAgain(String why, Duration life) throws InterruptedException {
        String reason = "The " + name + " " + why;
        Duration lived = life;
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException(reason);
            }
            Duration interval = intervals.after(lived);
            notices.accept(reason + "; it is started again in " + interval.toSeconds() + " s.");
            Thread.sleep(interval);
            try {
                process = program.start();
                notices.accept("The " + name + " is running again.");
                return;
            } catch (ChildFailure e) {
                reason = e.reason();
                lived = Duration.ZERO;
            } catch (RuntimeException e) {
                // a full disk, for example, which somebody will make room on
                reason = "The " + name + " cannot be started: " + e;
                lived = Duration.ZERO;
            }
        }
    }

    /** Stops the program, gently at first. */
    @Override
    public void close() {
        watch.interrupt();
        ended.join();
        process.close(grace);
    }
}
