package io.panoptoupload.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

/** A file system that hangs, such as one whose server is gone. */
@Timeout(60)
class BlockingFileExecutorTest {
    private final CountDownLatch hung = new CountDownLatch(1);

    @AfterEach
    void wake() {
        hung.countDown();
    }

    /** As a system call does: no interrupt ends it. */
    private String hang() {
        boolean interrupted = false;
        while (true) {
            try {
                hung.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return "late";
    }

    @Test
    void what_hangs_is_given_up_and_what_comes_too_late_is_discarded() throws Exception {
        BlockingFileExecutor threads = new BlockingFileExecutor(Duration.ofMillis(50));
        CompletableFuture<String> discarded = new CompletableFuture<>();

        assertThatThrownBy(() -> threads.call("/x.mp4", this::hang, discarded::complete))
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE))
                .hasMessageContaining("/x.mp4")
                .hasMessageContaining("file system");
        hung.countDown();

        assertThat(discarded.get()).isEqualTo("late");
    }

    @Test
    void hundreds_that_hang_hold_no_carrier_and_few_threads() throws Exception {
        BlockingFileExecutor threads = new BlockingFileExecutor(Duration.ofMillis(50));
        List<FutureTask<Boolean>> calls =
                IntStream.range(0, 500)
                        .mapToObj(_ -> new FutureTask<>(() -> fails(threads)))
                        .toList();
        calls.forEach(Thread::startVirtualThread);

        for (FutureTask<Boolean> call : calls) {
            assertThat(call.get()).isTrue();
        }
        assertThat(threads.size()).isBetween(1, 16);
    }

    private boolean fails(BlockingFileExecutor threads) throws IOException {
        try {
            return threads.call("x", this::hang, _ -> {}).isEmpty();
        } catch (TransientFault e) {
            return true;
        }
    }

    @Test
    void a_waiting_caller_can_be_interrupted() throws Exception {
        BlockingFileExecutor threads = new BlockingFileExecutor(Duration.ofDays(1));
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiting =
                Thread.startVirtualThread(() -> {
                    try {
                        threads.call("x", this::hang, _ -> {});
                    } catch (IOException | RuntimeException e) {
                        thrown.complete(e);
                    }
                });
        waiting.interrupt();

        assertThat(thrown.get()).isInstanceOf(Interrupted.class);
    }

    @Test
    void what_a_call_throws_is_thrown() {
        BlockingFileExecutor threads = new BlockingFileExecutor(Duration.ofSeconds(30));

        assertThatThrownBy(() ->
                        threads.call(
                                "x",
                                () -> {
                                    throw new FileNotFoundException("x");
                                },
                                _ -> {}))
                .isInstanceOf(FileNotFoundException.class);
    }
}
