package io.panoptoupload.worker.panopto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicLong;

class CallWindowTest {
    private static final long MINUTE = 60_000;

    private final AtomicLong now = new AtomicLong();
    private final CallWindow window = new CallWindow(100, MINUTE, now::get);

    @Test
    void a_share_is_taken_in_each_window_and_no_more() {
        assertThat(taken(4, 0)).isEqualTo(25);
        assertThat(window.left(4)).isZero();
        assertThat(window.take(4, MINUTE)).isEqualTo(MINUTE);
        now.set(MINUTE);
        assertThat(window.left(4)).isEqualTo(24);
        now.set(10 * MINUTE);
        assertThat(taken(4, 0)).as("what was not taken is not saved").isEqualTo(25);
    }

    @Test
    void calls_that_wait_stand_in_line_and_those_too_far_back_are_not_taken() {
        CallWindow two = new CallWindow(2, 1000, now::get);
        assertThat(two.take(1, 2000)).isZero();
        assertThat(two.take(1, 2000)).isZero();
        assertThat(two.take(1, 2000)).isEqualTo(1000);
        assertThat(two.take(1, 2000)).isEqualTo(1000);
        now.set(400);
        assertThat(two.take(1, 2000)).isEqualTo(1600);
        assertThat(two.take(1, 1500)).isEqualTo(-1);
        assertThat(two.take(1, 2000)).isEqualTo(1600);
        assertThat(two.take(1, 2000)).isEqualTo(-1);
    }

    @Test
    void a_call_that_is_given_back_can_be_taken_again() {
        CallWindow two = new CallWindow(2, 1000, now::get);
        assertThat(two.untilNext(1)).isZero();
        assertThat(two.take(1, 0)).isZero();
        assertThat(two.take(1, 0)).isZero();
        now.set(400);
        assertThat(two.untilNext(1)).isEqualTo(600);
        two.giveBack();
        assertThat(two.untilNext(1)).isZero();
        assertThat(two.left(1)).isEqualTo(1);
    }

    @Test
    void many_workers_have_a_call_in_several_periods() {
        assertThat(taken(250, 0)).isEqualTo(1);
        assertThat(window.take(250, 3 * MINUTE)).isEqualTo(MINUTE * 5 / 2);
    }

    @Test
    void workers_that_join_make_the_share_smaller_at_once_and_what_was_taken_counts() {
        assertThat(taken(1, 0)).isEqualTo(100);
        now.set(MINUTE);
        assertThat(taken(1, 0, 60)).isEqualTo(60);

        assertThat(window.take(4, 0)).isEqualTo(-1);
        now.set(2 * MINUTE);
        assertThat(window.take(4, 0)).as("35 too many are still to be made up for").isEqualTo(-1);
        now.set(4 * MINUTE);
        assertThat(taken(4, 0)).isEqualTo(25);
    }

    @Test
    void workers_that_leave_make_the_share_larger_at_once() {
        assertThat(taken(4, 0)).isEqualTo(25);
        assertThat(taken(2, 0)).isEqualTo(25);
        assertThat(taken(1, 0)).isEqualTo(50);
    }

    private int taken(int workers, long maxWait) {
        return taken(workers, maxWait, 1000);
    }

    private int taken(int workers, long maxWait, int most) {
        int taken = 0;
        while (taken < most && window.take(workers, maxWait) >= 0) {
            taken++;
        }
        return taken;
    }
}
