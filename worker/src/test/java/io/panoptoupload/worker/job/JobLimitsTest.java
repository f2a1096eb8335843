package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.job.JobLimits.Limit;

import org.junit.jupiter.api.Test;

class JobLimitsTest {
    private final JobLimits limits = new JobLimits(2, 10);

    @Test
    void jobs_that_wait_do_not_keep_out_one_that_is_due() {
        assertThat(limits.reached(new JobLoad(1, 10), true)).isEmpty();
        assertThat(limits.reached(new JobLoad(1, 9), false)).isEmpty();
    }

    @Test
    void each_limit_keeps_out_jobs_of_its_kind() {
        assertThat(limits.reached(new JobLoad(2, 0), true)).contains(Limit.OPEN);
        assertThat(limits.reached(new JobLoad(2, 0), false)).isEmpty();
        assertThat(limits.reached(new JobLoad(0, 10), false)).contains(Limit.WAITING);
    }

    /** Panopto takes hours, and all that was sent waits for it. */
    @Test
    void what_waits_does_not_grow_without_end_by_jobs_that_were_due() {
        assertThat(limits.reached(new JobLoad(1, 11), true)).contains(Limit.WAITING);
        assertThat(limits.reached(new JobLoad(0, 12), true)).contains(Limit.WAITING);
    }

    /** Five thousand jobs of one time have become due at once. */
    @Test
    void jobs_that_became_due_at_once_are_limited_too() {
        assertThat(limits.reached(new JobLoad(12, 0), false)).contains(Limit.OPEN);
        assertThat(limits.reached(new JobLoad(11, 0), false)).isEmpty();
    }

    @Test
    void a_limit_names_its_property() {
        assertThat(Limit.OPEN.property()).isEqualTo("worker.open-jobs");
        assertThat(Limit.WAITING.property()).isEqualTo("worker.waiting-jobs");
    }
}
