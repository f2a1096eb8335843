package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.Interrupted;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs the work of one file on a few virtual threads and waits for all of them. The first failure,
 * or an interrupt of the waiting thread, stops the others; none outlives the call. Virtual, because
 * only there an interrupt also ends a blocked read or write of a socket, by closing it.
 */
final class ParallelTasks {
    /** An interrupt can be swallowed on its way, so it is repeated until the thread has ended. */
    private static final Duration UNTIL_ASKED_AGAIN = Duration.ofMillis(200);

    private static final Duration PULSE = Duration.ofMillis(100);

    private final String work;
    private final Runnable pulse;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * Runs nothing yet.
     *
     * @param work what is being done, for messages
     * @param pulse called on the waiting thread about ten times a second; what it throws stops all
     */
    ParallelTasks(String work, Runnable pulse) {
        this.work = work;
        this.pulse = pulse;
    }

    /** Call it before every step that would take long. */
    void throwIfCancelled() {
        if (failure.get() != null) {
            throw interrupted();
        }
    }

    /** What a step throws that was interrupted. */
    Interrupted interrupted() {
        return Interrupted.during(work);
    }

    /** Runs one call where an interrupt can end it. */
    <T> T call(Supplier<T> call) {
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        run(1, () -> result.set(call.get()));
        return Objects.requireNonNull(result.get());
    }

    /** Runs {@code lane} so many times at once; throws what the first to fail threw. */
    void run(int width, Runnable lane) {
        AtomicInteger running = new AtomicInteger(width);
        CountDownLatch over = new CountDownLatch(1);
        Runnable guarded =
                () -> {
                    try {
                        lane.run();
                    } catch (Throwable thrown) {
                        failure.compareAndSet(null, thrown);
                        over.countDown();
                    }
                    if (running.decrementAndGet() == 0) {
                        over.countDown();
                    }
                };
        List<Thread> threads =
                IntStream.range(0, width)
                        .mapToObj(i -> Thread.ofVirtual().name("lane-" + i).start(guarded))
                        .toList();
        awaitEnd(over, threads);
        switch (failure.get()) {
            case null -> {}
            case Interrupted _ -> throw interrupted();
            case InterruptedException _ -> throw interrupted();
            case RuntimeException thrown -> throw thrown;
            case Error thrown -> throw thrown;
            case Throwable thrown -> throw new IllegalStateException(thrown);
        }
    }

    /**
     * The waiting thread's interrupt flag is set again only at the end: with the flag set nothing
     * waits, and a lane may take its time, while its record is on its way to Kafka for example.
     */
    private void awaitEnd(CountDownLatch over, List<Thread> threads) {
        boolean interrupted = false;
        try {
            while (!over.await(PULSE.toMillis(), TimeUnit.MILLISECONDS)) {
                pulse.run();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            failure.compareAndSet(null, e);
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                if (failure.get() != null) {
                    threads.forEach(Thread::interrupt);
                }
                try {
                    thread.join(UNTIL_ASKED_AGAIN);
                } catch (InterruptedException e) {
                    interrupted = true;
                    failure.compareAndSet(null, e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
