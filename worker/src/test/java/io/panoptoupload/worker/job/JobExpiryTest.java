package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class JobExpiryTest {
    @ParameterizedTest
    @CsvSource({"PT1S, PT0.5S", "PT10S, PT5S", "PT2M, PT1M", "PT168H, PT1M"})
    void a_short_window_is_looked_at_more_often_than_a_long_one(Duration window, Duration pause) {
        assertThat(JobExpiry.pause(window)).isEqualTo(pause);
    }
}
