package io.panoptoupload.worker.panopto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

class BreakerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    /** 30 is more than the usual window has. */
    @ParameterizedTest
    @ValueSource(ints = {1, PanoptoSettings.BREAKER_CALLS, 30})
    void opens_with_as_many_failed_calls_as_it_waits_for(int calls) {
        Breaker breaker = new Breaker(calls, new SimpleMeterRegistry(), InstantSource.fixed(NOW));
        for (int call = 1; call < calls; call++) {
            fail(breaker);
        }
        assertThat(breaker.openUntil()).isEmpty();
        fail(breaker);
        assertThat(breaker.openUntil())
                .hasValueSatisfying(
                        until -> assertThat(until).isAfter(NOW.plus(Duration.ofSeconds(29))));
        assertThatThrownBy(() -> breaker.call(() -> "passes"))
                .isInstanceOfSatisfying(
                        TransientFault.class, fault -> assertThat(fault.notAttempted()).isTrue());
    }

    private static void fail(Breaker breaker) {
        TransientFault down =
                new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "Panopto is down", null);
        assertThatThrownBy(() ->
                        breaker.call(() -> {
                            throw down;
                        }))
                .isSameAs(down);
    }
}
