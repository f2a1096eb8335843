package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.RunningStage;
import io.panoptoupload.worker.fault.Stopping;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Runs the work of one file on a few virtual threads and waits for all of them. The first failure,
 * or an interrupt of the waiting thread, stops the others; none outlives the call. Virtual, because
 * only there an interrupt also ends a blocked read or write of a socket, by closing it.
 *
 * <p>At an interrupt the listener says what is still awaited ({@link Stopping}): those calls end by
 * themselves, and no other begins. Another interrupt asks it again.
 */
final class ParallelTasks {
    /** An interrupt can be swallowed on its way, so it is repeated until the thread has ended. */
    private static final Duration UNTIL_ASKED_AGAIN = Duration.ofMillis(200);

    private static final Duration PULSE = Duration.ofMillis(100);

    private final String work;
    private final Transfers.Listener listener;
    private final ThreadFactory threads;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Map<Thread, Stopping> underWay = new ConcurrentHashMap<>();
    private volatile @Nullable Stopping stopping;
    private final AtomicLong inFlight = new AtomicLong();
    private volatile boolean moved;

    /**
     * Runs nothing yet.
     *
     * @param work what is being done, for messages
     * @param listener called on the waiting thread about ten times a second; what it throws stops
     *     all
     */
    ParallelTasks(String work, Transfers.Listener listener) {
        this(work, listener, Thread.ofVirtual().factory());
    }

    /** The same, on other threads. */
    ParallelTasks(String work, Transfers.Listener listener, ThreadFactory threads) {
        this.work = work;
        this.listener = listener;
        this.threads = threads;
    }

    /** Call it before every step that would take long. */
    void throwIfCancelled() {
        if (failure.get() != null) {
            throw interrupted();
        }
    }

    /** Bytes of the file have passed, which the listener is notified of soon. */
    void moved() {
        moved = true;
    }

    /** Bytes of a part have left, or fewer than none if they are no longer in flight. */
    void moved(long bytes) {
        inFlight.addAndGet(bytes);
        if (bytes > 0) {
            moved();
        }
    }

    /** Bytes that have left, in parts that are not confirmed. */
    long inFlight() {
        return inFlight.get();
    }

    /** What a step throws that was interrupted. */
    Interrupted interrupted() {
        return Interrupted.during(work);
    }

    /**
     * Makes a call that is not interrupted while calls of that kind are awaited. Once the work is
     * to stop, none begins.
     */
    <T> T awaited(Stopping needed, Supplier<T> call) {
        enter(needed);
        try {
            return call.get();
        } finally {
            leave();
        }
    }

    /** Either it begins, and whatever stops the work sees it under way, or it is too late. */
    private synchronized void enter(Stopping needed) {
        if (stopping != null) {
            throw interrupted();
        }
        underWay.put(Thread.currentThread(), needed);
    }

    private synchronized void leave() {
        underWay.remove(Thread.currentThread());
    }

    /** Runs one call where an interrupt can end it; returns its result, also when stopping. */
    <T> T call(Supplier<T> call) {
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        runAll(1, () -> result.set(call.get()));
        T found = result.get();
        if (found == null) {
            throw interrupted();
        }
        return found;
    }

    /** Runs {@code task} so many times at once; throws what the first to fail threw. */
    void run(int width, Runnable task) {
        runAll(width, task);
        if (stopping != null) {
            throw interrupted();
        }
    }

    private void runAll(int width, Runnable task) {
        AtomicInteger running = new AtomicInteger(width);
        CountDownLatch over = new CountDownLatch(1);
        Runnable guarded =
                RunningStage.kept(() -> {
                    try {
                        task.run();
                    } catch (Throwable thrown) {
                        failed(thrown, over);
                    }
                    if (running.decrementAndGet() == 0) {
                        over.countDown();
                    }
                });
        List<Thread> begun = new ArrayList<>();
        try {
            for (int i = 0; i < width; i++) {
                Thread thread = threads.newThread(guarded);
                thread.setName("task-" + i);
                begun.add(thread);
                thread.start();
            }
        } catch (RuntimeException | Error e) {
            // Those that have begun must not go on beside the next try.
            failure.compareAndSet(null, e);
        }
        awaitEnd(over, begun);
        switch (failure.get()) {
            case null -> {}
            case Interrupted _ -> throw interrupted();
            case InterruptedException _ -> throw interrupted();
            case RuntimeException thrown -> throw thrown;
            case Error thrown -> throw thrown;
            case Throwable thrown -> throw new IllegalStateException(thrown);
        }
    }

    /** Once the work is to stop, a failure of one task does not affect the others. */
    private void failed(Throwable thrown, CountDownLatch over) {
        if (stopping == null || thrown instanceof Error) {
            failure.compareAndSet(null, thrown);
            over.countDown();
        }
    }

    /**
     * The waiting thread's interrupt flag is set again only at the end: with the flag set nothing
     * waits, and a task may take its time, while its record is on its way to Kafka for example.
     */
    private void awaitEnd(CountDownLatch over, List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                interruptStopped(threads);
                try {
                    if (failure.get() != null
                            || over.await(PULSE.toMillis(), TimeUnit.MILLISECONDS)) {
                        thread.join(UNTIL_ASKED_AGAIN);
                    } else {
                        pulse();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    stop(e);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void pulse() {
        listener.sending();
        if (moved || underWay.containsValue(Stopping.AWAIT_COMPLETE)) {
            moved = false;
            listener.moving();
        }
    }

    private synchronized void stop(InterruptedException cause) {
        Stopping allowed = listener.stopping();
        if (allowed == Stopping.CUT) {
            failure.compareAndSet(null, cause);
        } else {
            stopping = allowed;
        }
    }

    /** All when something failed, else those that are no longer waited for. */
    private synchronized void interruptStopped(List<Thread> threads) {
        Stopping allowed = failure.get() == null ? stopping : Stopping.CUT;
        if (allowed != null) {
            threads.stream()
                    .filter(Thread::isAlive)
                    .filter(thread -> !isAwaited(underWay.get(thread), allowed))
                    .forEach(Thread::interrupt);
        }
    }

    private static boolean isAwaited(@Nullable Stopping needed, Stopping allowed) {
        return needed != null && allowed.allows(needed);
    }
}
