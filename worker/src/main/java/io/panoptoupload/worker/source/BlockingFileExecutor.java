package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.TransientFault;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Examines, opens and reads files on a few platform threads, and waits for them only so long: a
 * file system that hangs, since its server is gone, holds these threads and not the carriers of all
 * virtual ones. Idle threads end.
 */
final class BlockingFileExecutor {
    private static final int THREADS = 16;

    /** Something that may hang in the kernel, where no interrupt reaches it. */
    interface Call<T> {
        T call() throws IOException;
    }

    private final Duration timeout;
    private final ThreadPoolExecutor threads;

    BlockingFileExecutor(Duration timeout) {
        this(timeout, THREADS);
    }

    /** With so many threads at most. */
    BlockingFileExecutor(Duration timeout, int max) {
        this.timeout = timeout;
        this.threads =
                new ThreadPoolExecutor(
                        max,
                        max,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("file-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * The result of a call.
     *
     * @param name of the file, for messages
     * @param discard what becomes of a result that comes too late
     * @throws TransientFault SOURCE_UNREADABLE when none comes in time
     */
    <T> T call(String name, Call<T> call, Consumer<? super T> discard) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable task =
                () -> {
                    try {
                        T value = call.call();
                        if (!result.complete(value)) {
                            discard.accept(value);
                        }
                    } catch (IOException | RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                };
        threads.execute(task);
        try {
            return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            abandon(result, task, discard);
            throw Interrupted.during("reading " + name);
        } catch (TimeoutException e) {
            abandon(result, task, discard);
            throw new TransientFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s cannot be read just now: its file system has not responded for %d s; is the server reachable that it is mounted from?"
                            .formatted(name, timeout.toSeconds()));
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case null -> throw new IllegalStateException(e);
                case IOException thrown -> throw thrown;
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case Throwable thrown -> throw new IllegalStateException(thrown);
            }
        }
    }

    /** How many threads there are. */
    int size() {
        return threads.getPoolSize();
    }

    private <T> void abandon(
            CompletableFuture<T> result, Runnable task, Consumer<? super T> discard) {
        threads.remove(task);
        if (!result.cancel(false) && !result.isCompletedExceptionally()) {
            discard.accept(result.join());
        }
    }
}
