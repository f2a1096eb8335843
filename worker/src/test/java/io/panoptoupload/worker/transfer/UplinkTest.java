package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class UplinkTest {
    private static final int MIB = 1024 * 1024;
    private static final int PART = PartPlan.MIN_PART;
    private static final int USUAL = PartPlan.USUAL_PART;
    private static final int AT_ONCE = 16;

    private final AtomicLong nanos = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong limit = new AtomicLong(Long.MAX_VALUE);
    private final Uplink uplink = new Uplink(limit::get, nanos::get);

    @Test
    void a_line_that_nobody_has_used_gets_one_small_part_of_each_file() throws Exception {
        assertThat(uplink.partSize(USUAL, AT_ONCE)).isEqualTo(PART);
        assertThat(most(uplink.share())).isEqualTo(1);
        assertThat(most(uplink.share())).isEqualTo(1);
    }

    /** Four files at once, by the default; five seconds of the line in parts of 5 MiB. */
    @ParameterizedTest
    @CsvSource({"1, 1", "4, 1", "7, 1", "9, 2", "17, 4", "1001, 250"})
    void all_files_together_have_five_seconds_of_the_line_in_flight_and_each_one_part(
            int mebibytesPerSecond, int parts) throws Exception {
        sends(4, mebibytesPerSecond, 30);
        List<Uplink.Share> others = List.of(uplink.share(), uplink.share(), uplink.share());
        assertThat(most(uplink.share())).isEqualTo(parts);
        assertThat(others).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "16, 5", "33, 10", "40, 12", "52, 16", "1000, 16"})
    void parts_are_as_large_as_the_line_carries_in_five_seconds_shared_by_all_at_once(
            int mebibytesPerSecond, int mebibytes) throws Exception {
        sends(4, mebibytesPerSecond, 30);
        assertThat(uplink.partSize(USUAL, AT_ONCE)).isEqualTo(mebibytes * MIB);
        assertThat(uplink.partSize(25_000_000, AT_ONCE)).isGreaterThanOrEqualTo(PART);
    }

    @Test
    void a_wanted_size_that_is_no_whole_number_of_mebibytes_is_given_on_a_fast_line() {
        assertThat(Uplink.ofRate(1e12).partSize(25_000_000, AT_ONCE)).isEqualTo(25_000_000);
    }

    @Test
    void a_limit_that_comes_to_hold_bounds_what_is_in_flight_before_any_part_shows_it()
            throws Exception {
        sends(4, 1000, 5);
        limit.set(16L * MIB);
        assertThat(uplink.partSize(USUAL, AT_ONCE)).isEqualTo(PART);
        assertThat(most(uplink.share())).isEqualTo(16);
    }

    @Test
    void a_line_that_becomes_slower_is_found_so() throws Exception {
        sends(4, 1000, 5);
        sends(4, 4, 80);
        Uplink.Share share = uplink.share();
        assertThat(most(share)).isEqualTo(4);
        assertThat(uplink.partSize(USUAL, AT_ONCE)).isEqualTo(PART);
    }

    @Test
    void time_in_which_nothing_is_sent_changes_nothing() throws Exception {
        sends(4, 17.5, 30);
        passes(3600);
        assertThat(most(uplink.share())).isEqualTo(17);
    }

    @Test
    void parts_that_fail_make_the_line_slower() throws Exception {
        sends(1, 16, 10);
        try (Uplink.Share share = uplink.share();
                Uplink.Part _ = share.take(PART)) {
            passes(600);
        }
        assertThat(most(uplink.share())).isEqualTo(1);
    }

    @Test
    void small_files_say_nothing_of_the_line() throws Exception {
        try (Uplink.Share share = uplink.share();
                Uplink.Part small = share.take(PART - 1)) {
            passes(0.001);
            small.confirmed();
        }
        assertThat(most(uplink.share())).isEqualTo(1);
    }

    @Test
    void whoever_waits_goes_on_when_a_part_has_ended() throws Exception {
        Uplink.Share share = uplink.share();
        Uplink.Part first = share.take(PART);
        List<Uplink.Part> second = new ArrayList<>();
        Thread waiting = taking(share, second);
        await().until(() -> waiting.getState() == Thread.State.WAITING);

        first.close();

        assertThat(waiting.join(Duration.ofMinutes(1))).isTrue();
        assertThat(second).hasSize(1);
    }

    @Test
    void whoever_waits_goes_on_when_another_file_has_ended() throws Exception {
        sends(4, 3, 30);
        Uplink.Share other = uplink.share();
        Uplink.Share share = uplink.share();
        Uplink.Part _ = share.take(PART);
        List<Uplink.Part> second = new ArrayList<>();
        Thread waiting = taking(share, second);
        await().until(() -> waiting.getState() == Thread.State.WAITING);

        other.close();

        assertThat(waiting.join(Duration.ofMinutes(1))).isTrue();
        assertThat(second).hasSize(1);
    }

    private static Thread taking(Uplink.Share share, List<Uplink.Part> taken) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        taken.add(share.take(PART));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    /** As many parts as the file may have in flight; they stay there. */
    private static int most(Uplink.Share share) throws InterruptedException {
        for (int parts = 0; ; parts++) {
            if (!share.mayTake(PART)) {
                return parts;
            }
            Uplink.Part _ = share.take(PART);
        }
    }

    /** So many files send parts in turn, each as fast as its share of the line. */
    private void sends(int files, double mebibytesPerSecond, int seconds)
            throws InterruptedException {
        double each = 5 * files / mebibytesPerSecond;
        for (double past = 0; past < seconds; past += each) {
            List<Uplink.Part> parts = new ArrayList<>();
            for (int file = 0; file < files; file++) {
                try (Uplink.Share share = uplink.share()) {
                    parts.add(share.take(PART));
                }
            }
            passes(each);
            parts.forEach(part -> {
                part.confirmed();
                part.close();
            });
        }
    }

    private void passes(double seconds) {
        nanos.addAndGet((long) (seconds * 1e9));
    }
}
