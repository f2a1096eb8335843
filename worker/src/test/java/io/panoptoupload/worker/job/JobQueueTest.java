package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Priority;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

class JobQueueTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));

    private final JobPartition partition =
            new JobPartition(
                    0, new MemoryJournal(JsonMapper.builder().build()), new PartitionJobs());
    private final JobQueue jobs = new JobQueue();
    private final OpenJob due = job("due", NOW);
    private final OpenJob waits = job("waits", LATER);

    @Test
    void what_waits_sleeps_until_its_time() {
        added(due, waits);
        assertThat(jobs.awake()).containsExactly(due);
        assertThat(jobs.nextWake()).contains(LATER);
        jobs.wakeDue(LATER.minusMillis(1));
        assertThat(jobs.awake()).containsExactly(due);
        jobs.wakeDue(LATER);
        assertThat(jobs.awake()).containsExactly(due, waits);
        assertThat(jobs.nextWake()).isEmpty();
        assertThat(jobs.size()).isEqualTo(2);
    }

    @Test
    void what_runs_does_not_sleep() {
        waits.reserve(NOW);
        added(waits);
        assertThat(jobs.awake()).containsExactly(waits);
    }

    @Test
    void what_is_woken_before_its_time_may_sleep_again() {
        added(waits);
        jobs.wake(waits);
        assertThat(jobs.awake()).containsExactly(waits);
        jobs.letSleep(NOW);
        jobs.wakeDue(LATER);
        assertThat(jobs.awake()).containsExactly(waits);
    }

    @Test
    void what_is_gone_is_woken_by_nobody() {
        added(waits, due);
        jobs.remove(List.of(waits, due));
        jobs.wake(waits);
        jobs.wakeDue(LATER);
        assertThat(jobs.awake()).isEmpty();
        assertThat(jobs.all()).isEmpty();
    }

    /** Requests for a day in a year that are cancelled at once. */
    @Test
    void what_is_gone_is_not_held_until_its_time() {
        for (int i = 0; i < 5_000; i++) {
            OpenJob job = job("a" + i, LATER);
            added(job);
            jobs.remove(job);
        }
        assertThat(jobs.asleep()).isLessThan(1_100);
    }

    private void added(OpenJob... some) {
        List.of(some).forEach(jobs::add);
        jobs.letSleep(NOW);
    }

    private OpenJob job(String id, Instant dueAt) {
        JobSummary summary =
                new JobSummary(
                        id,
                        NOW,
                        IdHash.of("digest"),
                        Phase.ACCEPTED,
                        false,
                        Priority.NORMAL,
                        dueAt,
                        null,
                        1,
                        NOW);
        return new OpenJob(partition, summary, 0, JobOffsets.UNKNOWN);
    }
}
