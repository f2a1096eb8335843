package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.worker.fault.Interrupted;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class BackgroundTasksTest {
    private final BackgroundTasks tasks = new BackgroundTasks(Duration.ofMillis(1));
    private final SynchronousQueue<Thread> runs = new SynchronousQueue<>();

    @AfterEach
    void stop() {
        tasks.stop();
    }

    @Test
    void a_fault_does_not_end_a_task() throws InterruptedException {
        AtomicInteger times = new AtomicInteger();
        tasks.every(
                Duration.ofDays(1),
                "task",
                () -> {
                    if (times.incrementAndGet() < 3) {
                        throw new IllegalStateException("a bug");
                    }
                    runs.put(Thread.currentThread());
                });
        tasks.start();
        assertThat(nextRun()).isNotNull();
    }

    @Test
    void a_task_says_how_long_it_waits_for_its_next_run() throws InterruptedException {
        tasks.add(
                "task",
                () -> {
                    runs.put(Thread.currentThread());
                    return Duration.ZERO;
                });
        tasks.start();
        assertThat(nextRun()).isEqualTo(nextRun()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_stop_ends_a_task_that_works_and_one_that_waits(boolean works)
            throws InterruptedException {
        tasks.every(
                Duration.ofDays(1),
                "task",
                () -> {
                    runs.put(Thread.currentThread());
                    if (works) {
                        awaitInterrupt();
                    }
                });
        tasks.start();
        Thread thread = nextRun();
        tasks.stop();
        await().until(() -> !thread.isAlive());
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw Interrupted.during("a task");
        }
    }

    private Thread nextRun() throws InterruptedException {
        return runs.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
