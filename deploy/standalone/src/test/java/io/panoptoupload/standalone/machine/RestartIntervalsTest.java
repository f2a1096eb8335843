package io.panoptoupload.standalone.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.Stream;

class RestartIntervalsTest {
    private final RestartIntervals intervals = new RestartIntervals();

    @Test
    void grow_to_a_minute() {
        assertThat(Stream.generate(() -> intervals.after(Duration.ZERO).toSeconds()).limit(8))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void restart_after_a_long_life() {
        intervals.after(Duration.ZERO);
        intervals.after(Duration.ZERO);
        assertThat(intervals.after(Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(1));
    }
}
