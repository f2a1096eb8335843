package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.messages.Priority;
import io.panoptoupload.worker.fault.Stopping;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

class GracefulStopTest {
    private static final Duration AT_LEAST = Duration.ofMillis(50);
    private static final Duration FOREVER = Duration.ofDays(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = new SeenCondition(lock.newCondition(), this::isSeen);
    private final GracefulStop stop = new GracefulStop(lock, changed);
    private final List<Stopping> awaited = new CopyOnWriteArrayList<>();
    private final OpenJob job = job();

    @Test
    void a_job_whose_parts_end_in_time_is_not_cut() throws Exception {
        runUntil(Stopping.AWAIT_PARTS);
        assertThat(stopped(StopTimeouts.ofStop(FOREVER))).isZero();
        assertThat(awaited).containsExactly(Stopping.AWAIT_PARTS);
    }

    @Test
    void at_the_end_of_the_grace_what_has_not_ended_is_cut() throws Exception {
        runUntil(Stopping.CUT);
        assertThat(stopped(new StopTimeouts(AT_LEAST, Duration.ZERO, FOREVER))).isEqualTo(1);
        assertThat(awaited).containsExactly(Stopping.AWAIT_PARTS, Stopping.CUT);
    }

    @Test
    void a_complete_is_awaited_longer_than_parts_where_the_group_waits() throws Exception {
        runUntil(Stopping.AWAIT_COMPLETE);
        assertThat(stopped(new StopTimeouts(AT_LEAST, FOREVER, FOREVER))).isZero();
        assertThat(awaited).containsExactly(Stopping.AWAIT_PARTS, Stopping.AWAIT_COMPLETE);
        assertThat(StopTimeouts.ofRevoked().parts()).isEqualTo(Duration.ofSeconds(2));
        assertThat(StopTimeouts.ofRevoked().total()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whoever_hurries_waits_for_what_is_confirmed_alone() throws Exception {
        runUntil(Stopping.CUT);
        Thread skipping =
                Thread.ofVirtual()
                        .start(() -> {
                            await().until(() -> awaited.contains(Stopping.AWAIT_PARTS));
                            stop.skipGrace();
                        });
        assertThat(stopped(new StopTimeouts(FOREVER, FOREVER, FOREVER))).isEqualTo(1);
        skipping.join();
    }

    @Test
    void nobody_is_waited_for_where_the_partition_is_lost() throws Exception {
        runUntil(Stopping.AWAIT_COMPLETE);
        assertThat(stopped(StopTimeouts.NONE)).isEqualTo(1);
        await().until(() -> awaited.equals(List.of(Stopping.CUT)));
        job.thread().release(Stopping.AWAIT_COMPLETE);
    }

    private long stopped(StopTimeouts grace) throws InterruptedException {
        lock.lock();
        try {
            return stop.stop(List.of(job), grace);
        } finally {
            lock.unlock();
        }
    }

    /** A job that runs until it is interrupted, and no more than that is awaited. */
    private void runUntil(Stopping end) {
        Thread runner = Thread.ofVirtual().unstarted(() -> run(end));
        job.thread().startOn(runner);
        runner.start();
    }

    /** Whether the job has seen what is awaited of it now, or has ended. */
    private boolean isSeen() {
        return !job.thread().isRunning() || awaited.contains(job.thread().stopping());
    }

    private void run(Stopping end) {
        do {
            awaitInterrupt();
            awaited.add(job.thread().stopping());
        } while (job.thread().stopping() != end);
        lock.lock();
        try {
            job.thread().startOn(null);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void awaitInterrupt() {
        try {
            Thread.sleep(FOREVER);
        } catch (InterruptedException e) {
            return;
        }
    }

    private static OpenJob job() {
        JobPartition partition = new JobPartition(0, new MemoryJournal(), new PartitionJobs());
        Instant now = Instant.EPOCH;
        JobSummary summary =
                new JobSummary(
                        "a",
                        IdHash.of("digest"),
                        Phase.CREATED,
                        false,
                        Priority.NORMAL,
                        now,
                        null,
                        1,
                        now);
        return new OpenJob(partition, summary, 0, JobOffsets.UNKNOWN);
    }
}
