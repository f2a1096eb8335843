package io.panoptoupload.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A running child process, started by {@link JavaCommand}. It ends with this JVM, however this JVM
 * ends. Waiting is always for a condition; it fails at once when the process ends meanwhile, with
 * the last lines of its output.
 */
public final class ChildProcess implements AutoCloseable {
    /** How long {@link #close()} waits after SIGTERM: a worker has 20 s of it for its parts. */
    public static final Duration GRACE = Duration.ofSeconds(35);

    private static final long POLL_MILLIS = 50;

    private final String name;
    private final Process process;
    private final ProcessOutput output;

    ChildProcess(String name, Process process, ProcessOutput output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What this process, not an earlier one with the same file, has written so far. */
    public String outputSoFar() {
        return output.soFar();
    }

    /** Completes with the exit status. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Waits until a line of the output contains a match, and returns the match. */
    public MatchResult awaitLine(Pattern pattern, Duration timeout) {
        Matcher[] found = new Matcher[1];
        await(
                "a line with \"" + pattern + "\"",
                timeout,
                () -> {
                    found[0] = pattern.matcher(output.completeLines());
                    return found[0].find();
                });
        return found[0].toMatchResult();
    }

    /** Waits until a GET gets 200. */
    public void awaitHttp(URI uri, Duration timeout) {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            await("a response of 200 from " + uri, timeout, () -> responds(client, request));
        }
    }

    private static boolean responds(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Waits until the condition holds.
     *
     * @throws ChildFailure if the process ends or the time passes first
     */
    public void await(String what, Duration timeout, BooleanSupplier condition) {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive()) {
                if (condition.getAsBoolean()) {
                    return;
                }
                throw failure("ended with status " + process.exitValue() + " before " + what);
            }
            if (System.nanoTime() - end > 0) {
                throw failure("did not show " + what + " within " + timeout.toSeconds() + " s");
            }
            try {
                process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                ChildFailure failure = failure("was not waited for: interrupted");
                failure.initCause(e);
                Thread.currentThread().interrupt();
                throw failure;
            }
        }
    }

    private ChildFailure failure(String what) {
        return new ChildFailure(
                "The %s (pid %d) %s; see %s".formatted(name, pid(), what, output.file()),
                output.lastLines());
    }

    /**
     * Waits for the process to end by itself, and returns its exit status.
     *
     * @throws ChildFailure if it is still running after that time
     */
    public int awaitExit(Duration timeout) {
        if (!hasEndedWithin(timeout)) {
            throw failure("is still running after " + timeout.toSeconds() + " s");
        }
        return process.exitValue();
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill9() {
        process.toHandle().destroyForcibly();
        awaitExit(GRACE);
    }

    /** SIGTERM; does not wait. */
    public void terminate() {
        // Process.destroy would close standard input as well, on which the child's leash ends it
        process.toHandle().destroy();
    }

    /** SIGSTOP: the process neither runs nor ends until {@link #thaw()} or {@link #kill9()}. */
    public void freeze() {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int status =
                    new ProcessBuilder("kill", signal, Long.toString(pid()))
                            .inheritIO()
                            .start()
                            .waitFor();
            if (status != 0) {
                throw failure("did not take the signal " + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("kill cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while signalling " + name, e);
        }
    }

    /** SIGTERM, and SIGKILL if the process has not ended within {@link #GRACE}. */
    @Override
    public void close() {
        close(GRACE);
    }

    /** The same with another grace. */
    public void close(Duration grace) {
        terminate();
        if (!hasEndedWithin(grace)) {
            kill9();
        }
    }

    /**
     * Not ended by an interrupt: a program that is being stopped must still be able to stop its
     * child.
     */
    private boolean hasEndedWithin(Duration timeout) {
        return !process.onExit()
                .completeOnTimeout(process, timeout.toMillis(), TimeUnit.MILLISECONDS)
                .join()
                .isAlive();
    }
}
