package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.worker.UnstartableThread;
import io.panoptoupload.worker.fault.Interrupted;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class ParallelTasksTest {
    private static final Duration BETWEEN_INTERRUPTS = Duration.ofMillis(200);

    /**
     * A task whose record is on its way to Kafka goes on waiting for it. A thread that asked it to
     * stop without a pause would take a processor from everybody, Kafka's response included.
     */
    @Test
    void a_task_that_cannot_stop_yet_is_asked_now_and_then_only() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();
        ParallelTasks tasks = new ParallelTasks("testing", new Ledger());
        Thread sender =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                tasks.run(1, () -> waitAnyway(mayEnd, asked));
                            } catch (RuntimeException e) {
                                ended.set(e);
                            }
                        });
        long began = System.nanoTime();

        sender.interrupt();

        await().until(() -> asked.get() > 3);
        long rounds = (System.nanoTime() - began) / BETWEEN_INTERRUPTS.toNanos();
        assertThat((long) asked.get()).isLessThanOrEqualTo(rounds + 2);
        mayEnd.countDown();
        sender.join();
        assertThat(ended.get()).isInstanceOf(Interrupted.class);
    }

    @Test
    void the_flag_of_an_interrupt_that_came_after_a_failure_is_kept() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<@Nullable Boolean> flag = new AtomicReference<>();
        AtomicInteger task = new AtomicInteger();
        ParallelTasks tasks = new ParallelTasks("testing", new Ledger());
        Thread sender =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                tasks.run(
                                        2,
                                        () -> {
                                            if (task.getAndIncrement() == 0) {
                                                throw new IllegalStateException("a failure");
                                            }
                                            waitAnyway(mayEnd, asked);
                                        });
                            } catch (IllegalStateException e) {
                                flag.set(Thread.currentThread().isInterrupted());
                            }
                        });
        await().until(() -> asked.get() > 0);

        sender.interrupt();
        mayEnd.countDown();

        sender.join();
        assertThat(flag.get()).isTrue();
    }

    @Test
    void what_the_pulse_throws_stops_the_tasks_and_is_thrown() {
        IllegalStateException lost = new IllegalStateException("no longer ours");
        ParallelTasks tasks =
                new ParallelTasks(
                        "testing",
                        new Ledger() {
                            @Override
                            public void sending() {
                                throw lost;
                            }
                        });

        assertThatThrownBy(() -> tasks.run(2, ParallelTasksTest::waitUntilInterrupted))
                .isSameAs(lost);
    }

    /** What goes on would confirm parts beside those who try again. */
    @Test
    void tasks_that_have_begun_end_with_the_call_if_no_thread_can_be_started_for_another() {
        List<Thread> made = new ArrayList<>();
        ParallelTasks tasks =
                new ParallelTasks(
                        "testing",
                        new Ledger(),
                        task -> {
                            made.add(
                                    made.isEmpty()
                                            ? Thread.ofVirtual().unstarted(task)
                                            : new UnstartableThread());
                            return made.getLast();
                        });

        assertThatThrownBy(() -> tasks.run(3, ParallelTasksTest::waitUntilInterrupted))
                .isInstanceOf(InternalError.class);

        assertThat(made).hasSize(2).noneMatch(Thread::isAlive);
    }

    private static void waitUntilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw Interrupted.during("testing");
        }
    }

    private static void waitAnyway(CountDownLatch until, AtomicInteger asked) {
        while (true) {
            try {
                until.await();
                return;
            } catch (InterruptedException e) {
                asked.incrementAndGet();
            }
        }
    }
}
