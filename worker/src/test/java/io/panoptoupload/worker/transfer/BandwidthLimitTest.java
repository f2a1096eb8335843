package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.transfer.http.Bandwidth;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class BandwidthLimitTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Timetable DAY_AND_NIGHT =
            new Timetable(
                    List.of(
                            new Timetable.Entry(null, LocalTime.of(7, 0), 1000),
                            new Timetable.Entry(null, LocalTime.of(22, 0), 9000)));

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));
    private final AtomicInteger workers = new AtomicInteger(1);

    @Test
    void the_lower_of_the_own_limit_and_the_share_of_all_holds() {
        BandwidthLimit limit = limit(Timetable.always(400), DAY_AND_NIGHT);
        assertThat(limit.getAsLong()).isEqualTo(400);
        assertThat(limit.now().isShare()).isFalse();

        workers.set(4);
        assertThat(limit.getAsLong()).isEqualTo(250);
        assertThat(limit.now().isShare()).isTrue();

        now.set(Instant.parse("2026-11-23T22:00:00Z"));
        assertThat(limit.getAsLong()).isEqualTo(400);
    }

    @Test
    void a_share_is_never_nothing_and_no_limit_has_no_share() {
        workers.set(5000);
        assertThat(limit(Timetable.UNLIMITED, DAY_AND_NIGHT).getAsLong()).isEqualTo(1);
        assertThat(limit(Timetable.UNLIMITED, Timetable.UNLIMITED).getAsLong())
                .isEqualTo(Bandwidth.UNLIMITED);
        workers.set(0);
        assertThat(limit(Timetable.UNLIMITED, DAY_AND_NIGHT).getAsLong()).isEqualTo(1000);
    }

    @Test
    void a_clock_that_is_set_back_is_gone_by() {
        BandwidthLimit limit = limit(DAY_AND_NIGHT, Timetable.UNLIMITED);
        now.set(Instant.parse("2026-11-23T22:00:01Z"));
        assertThat(limit.getAsLong()).isEqualTo(9000);

        now.set(Instant.parse("2026-11-23T21:59:59Z"));
        assertThat(limit.getAsLong()).isEqualTo(1000);
    }

    private BandwidthLimit limit(Timetable own, Timetable total) {
        return new BandwidthLimit(own, total, UTC, now::get, workers::get);
    }
}
