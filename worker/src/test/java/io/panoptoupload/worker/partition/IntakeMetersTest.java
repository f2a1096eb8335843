package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class IntakeMetersTest {
    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry =
            new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final IntakeMeters meters = new IntakeMeters(registry);

    @Test
    void a_fast_restore_hides_no_slow_one_which_is_forgotten_after_an_hour() {
        assertThat(restoreSeconds()).isZero();
        meters.restored(Duration.ofSeconds(90));
        meters.restored(Duration.ofMillis(250));
        clock.add(Duration.ofMinutes(30));
        assertThat(restoreSeconds()).isEqualTo(90);
        clock.add(Duration.ofMinutes(31));
        assertThat(restoreSeconds()).isZero();
    }

    private double restoreSeconds() {
        return registry.get("panopto.upload.restore.seconds").gauge().value();
    }
}
