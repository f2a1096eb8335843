package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.SettableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

class SteadyClockTest {
    private final SettableClock timeOfDay = new SettableClock();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final SteadyClock clock = SteadyClock.from(timeOfDay, nanoTime::get);
    private final Instant start = clock.instant();

    @Test
    void it_goes_on_steadily_when_the_time_of_day_is_set_back_or_ahead() {
        timeOfDay.advance(Duration.ofHours(-1));
        assertThat(clock.instant()).isEqualTo(start);
        nanoTime.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(clock.instant()).isEqualTo(start.plusSeconds(30));
        timeOfDay.advance(Duration.ofHours(2));
        assertThat(clock.instant()).isEqualTo(start.plusSeconds(30));
    }
}
