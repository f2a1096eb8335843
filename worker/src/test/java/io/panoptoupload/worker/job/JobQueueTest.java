package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Priority;
import io.panoptoupload.worker.job.JobQueue.WaitingFor;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

class JobQueueTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));

    private final JobPartition partition =
            new JobPartition(0, new MemoryJournal(), new PartitionJobs());
    private final JobQueue jobs = new JobQueue();
    private final OpenJob due = job("due", NOW);
    private final OpenJob waits = job("waits", LATER);

    @Test
    void what_waits_is_due_at_its_time() {
        added(due, waits);
        assertThat(jobs.size(WaitingFor.SLOT)).isEqualTo(1);
        assertThat(jobs.nextWake()).contains(LATER);
        jobs.wakeDue(LATER.minusMillis(1));
        assertThat(jobs.size(WaitingFor.SLOT)).isEqualTo(1);
        jobs.wakeDue(LATER);
        assertThat(jobs.start(WaitingFor.SLOT, 5, LATER)).containsExactly(due, waits);
        assertThat(jobs.nextWake()).isEmpty();
        assertThat(jobs.size()).isEqualTo(2);
    }

    @Test
    void no_more_are_started_than_are_asked_for_and_none_twice() {
        added(due, job("second", NOW), job("third", NOW));
        assertThat(jobs.start(WaitingFor.SLOT, 1, NOW)).containsExactly(due);
        assertThat(jobs.start(WaitingFor.SLOT, 9, NOW)).hasSize(2);
        assertThat(jobs.start(WaitingFor.SLOT, 9, NOW)).isEmpty();
        assertThat(jobs.running()).hasSize(3);
    }

    @Test
    void what_has_run_is_placed_by_what_became_of_it() {
        added(due);
        assertThat(jobs.start(WaitingFor.SLOT, 1, NOW)).containsExactly(due);
        due.rest(LATER);
        due.thread().startOn(null);
        jobs.changed(due, NOW);
        assertThat(jobs.running()).isEmpty();
        assertThat(jobs.nextWake()).contains(LATER);
    }

    @Test
    void what_only_asks_panopto_needs_no_slot() {
        OpenJob asks = job("asks", NOW, Phase.PROCESSING, null);
        added(asks);
        assertThat(jobs.size(WaitingFor.SLOT)).isZero();
        assertThat(jobs.start(WaitingFor.POLL, 1, NOW)).containsExactly(asks);
    }

    @Test
    void a_cancel_does_not_wait_for_its_job_s_time() {
        added(waits);
        waits.cancel(new PendingCancel(NOW, 0));
        jobs.changed(waits, NOW);
        assertThat(jobs.nextWake()).isEmpty();
        assertThat(jobs.start(WaitingFor.END, 1, NOW)).containsExactly(waits);
    }

    @Test
    void a_deadline_ends_what_waits_for_a_slot() {
        OpenJob job = job("a", NOW, Phase.ACCEPTED, LATER);
        added(job);
        assertThat(jobs.size(WaitingFor.SLOT)).isEqualTo(1);
        jobs.wakeDue(LATER);
        assertThat(jobs.size(WaitingFor.SLOT)).isZero();
        assertThat(jobs.start(WaitingFor.END, 1, LATER)).containsExactly(job);
    }

    @Test
    void what_rests_is_counted_by_its_state() {
        added(due, waits, job("asks", NOW, Phase.PROCESSING, null));
        assertThat(jobs.resting(JobStatus.State.WAITING)).isEqualTo(2);
        assertThat(jobs.resting(JobStatus.State.PROCESSING)).isEqualTo(1);
        assertThat(jobs.start(WaitingFor.SLOT, 1, NOW)).hasSize(1);
        jobs.remove(waits);
        assertThat(jobs.resting(JobStatus.State.WAITING)).isZero();
    }

    @Test
    void the_oldest_is_known_also_when_others_have_gone() {
        OpenJob older = job("older", NOW.minusSeconds(5));
        added(due, older);
        assertThat(jobs.oldestSince()).contains(NOW.minusSeconds(5));
        jobs.remove(older);
        assertThat(jobs.oldestSince()).contains(NOW);
        jobs.remove(due);
        assertThat(jobs.oldestSince()).isEmpty();
    }

    @Test
    void what_is_gone_is_woken_by_nobody() {
        added(waits, due);
        List.of(waits, due).forEach(jobs::remove);
        jobs.changed(waits, LATER);
        jobs.wakeDue(LATER);
        assertThat(jobs.size(WaitingFor.SLOT)).isZero();
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
        assertThat(Footprint.of(jobs)).isLessThan(20_000);
    }

    private void added(OpenJob... some) {
        List.of(some).forEach(job -> jobs.add(job, NOW));
    }

    private OpenJob job(String id, Instant dueAt) {
        return job(id, dueAt, Phase.ACCEPTED, null);
    }

    private OpenJob job(String id, Instant dueAt, Phase phase, @Nullable Instant deadline) {
        JobSummary summary =
                new JobSummary(
                        id,
                        IdHash.of("digest"),
                        phase,
                        false,
                        Priority.NORMAL,
                        dueAt,
                        deadline,
                        1,
                        dueAt);
        return new OpenJob(partition, summary, 0, JobOffsets.UNKNOWN);
    }
}
