package io.panoptoupload.worker.transfer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

class BandwidthTest {
    private static final int HOURS = 1_000_000_000;
    private static final Duration SOON = Duration.ofMinutes(1);

    private final AtomicLong limit = new AtomicLong(10_000);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger interrupted = new AtomicInteger();

    /** Of a clock that only sleep moves. */
    private final Bandwidth bandwidth = new Bandwidth(limit::get, sleeping(0));

    /** Of the real clock, for what threads do to one another. */
    private final Bandwidth real = new Bandwidth(limit::get);

    private Bandwidth.Time sleeping(long late) {
        return new Bandwidth.Time() {
            @Override
            public long nanos() {
                return nanos.get();
            }

            @Override
            public void sleep(long time) {
                nanos.addAndGet(time + late);
            }
        };
    }

    @Test
    void bytes_wait_for_those_before_them() throws Exception {
        assertThat(millis(bandwidth, 5, 1000)).isBetween(400L, 401L);
    }

    @Test
    void sleep_that_ends_late_is_caught_up_with() throws Exception {
        Bandwidth late = new Bandwidth(limit::get, sleeping(20_000_000));
        assertThat(millis(late, 100, 1000)).isBetween(9850L, 10_000L);
    }

    @Test
    void an_idle_day_leaves_no_burst_behind() throws Exception {
        nanos.set(Duration.ofDays(1).toNanos());
        assertThat(millis(bandwidth, 11, 1000)).isBetween(950L, 1000L);
    }

    @Test
    void a_change_of_the_limit_holds_within_a_second_for_what_waits() throws Exception {
        Bandwidth.Time clock =
                new Bandwidth.Time() {
                    @Override
                    public long nanos() {
                        return nanos.get();
                    }

                    @Override
                    public void sleep(long time) {
                        if (nanos.addAndGet(time) >= Duration.ofSeconds(3).toNanos()) {
                            limit.set(100_000);
                        }
                    }
                };
        Bandwidth changing = new Bandwidth(limit::get, clock);
        // Of 10 s at 10,000 a second 3 pass; the other 7 are 0.7 s at ten times as many.
        changing.pass(100_000);
        assertThat(millis(changing, 1, 1)).isBetween(3400L, 4000L);
    }

    @Test
    void unlimited_bytes_never_wait() throws Exception {
        limit.set(Bandwidth.UNLIMITED);
        Thread.currentThread().interrupt();

        real.pass(Integer.MAX_VALUE);

        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1000000000", "9223372036854775807"})
    void all_that_wait_go_on_as_soon_as_the_limit_rises(long higher) throws Exception {
        List<Thread> waiting = threeThatWait();

        limit.set(higher);

        for (Thread each : waiting) {
            assertThat(each.join(SOON)).isTrue();
        }
    }

    @Test
    void what_passed_unlimited_is_not_paid_for_afterwards() throws Exception {
        limit.set(Bandwidth.UNLIMITED);
        bandwidth.pass(HOURS);
        limit.set(10_000);

        assertThat(millis(bandwidth, 1, 1000)).isZero();
        assertThat(millis(bandwidth, 1, 1000)).isBetween(99L, 101L);
    }

    @Test
    void one_that_waits_and_those_behind_it_end_when_they_are_interrupted() throws Exception {
        List<Thread> waiting = threeThatWait();

        waiting.forEach(Thread::interrupt);

        for (Thread each : waiting) {
            assertThat(each.join(SOON)).isTrue();
        }
        assertThat(interrupted).hasValue(3);
    }

    @Test
    void an_interrupt_is_thrown_and_kept() throws Exception {
        real.pass(HOURS);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> real.pass(1)).isInstanceOf(InterruptedIOException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    /** A block of 256 KiB would take 64 s of 4 KiB/s, during which a server hears nothing. */
    @ParameterizedTest
    @CsvSource({"1, 1024", "4096, 1024", "102400, 5120", "20971520, 262144"})
    void slow_bytes_pass_in_small_slices(long bytesPerSecond, int slice) {
        limit.set(bytesPerSecond);
        assertThat(bandwidth.slice(256 * 1024)).isEqualTo(slice);
        assertThat(bandwidth.slice(100)).isEqualTo(100);
    }

    private long millis(Bandwidth through, int times, int bytes) throws Exception {
        long began = nanos.get();
        for (int i = 0; i < times; i++) {
            through.pass(bytes);
        }
        return Duration.ofNanos(nanos.get() - began).toMillis();
    }

    private List<Thread> threeThatWait() throws Exception {
        real.pass(HOURS);
        List<Thread> waiting =
                IntStream.range(0, 3).mapToObj(_ -> Thread.ofVirtual().start(this::pass)).toList();
        await().until(() -> waiting.stream().allMatch(BandwidthTest::isWaiting));
        return waiting;
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING
                || thread.getState() == Thread.State.WAITING;
    }

    private void pass() {
        try {
            real.pass(1);
        } catch (InterruptedIOException e) {
            interrupted.incrementAndGet();
        }
    }
}
