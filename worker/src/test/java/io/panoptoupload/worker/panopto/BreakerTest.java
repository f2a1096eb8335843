package io.panoptoupload.worker.panopto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.SettableClock;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class BreakerTest {
    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** 30 is more than the usual window has. */
    @ParameterizedTest
    @ValueSource(ints = {1, PanoptoSettings.BREAKER_CALLS, 30})
    void opens_with_as_many_failed_calls_as_it_waits_for(int calls) {
        Breaker breaker = new Breaker(calls, meters, clock);
        for (int call = 1; call < calls; call++) {
            fail(breaker);
        }
        assertThat(breaker.openUntil()).isEmpty();
        fail(breaker);
        assertThat(breaker.openUntil())
                .hasValueSatisfying(until ->
                        assertThat(until).isAfter(clock.instant().plus(Duration.ofSeconds(29))));
        assertThatThrownBy(() -> breaker.call(() -> "passes"))
                .isInstanceOfSatisfying(
                        TransientFault.class, fault -> assertThat(fault.notAttempted()).isTrue());
    }

    @Test
    void closes_again_though_a_call_that_tried_ended_in_an_error_of_this_worker() {
        Breaker breaker = opened();
        clock.advance(Duration.ofSeconds(31));
        assertThatThrownBy(() ->
                        breaker.call(() -> {
                            throw new StackOverflowError();
                        }))
                .isInstanceOf(StackOverflowError.class);
        for (int call = 0; call < 3; call++) {
            assertThat(breaker.call(() -> "passes")).isEqualTo("passes");
        }
    }

    @Test
    void stays_open_no_longer_because_the_clock_is_set_back() {
        Breaker breaker = opened();
        clock.advance(Duration.ofMinutes(-50));
        assertThat(breaker.openUntil()).isEmpty();
        for (int call = 0; call < 3; call++) {
            assertThat(breaker.call(() -> "passes")).isEqualTo("passes");
        }
    }

    /** A second call might not be made for hours, and the breaker would stay half open. */
    @Test
    void a_single_call_that_succeeds_closes_it_again() {
        Breaker breaker = opened();
        clock.set(breaker.openUntil().orElseThrow());
        assertThat(breaker.call(() -> "response")).isEqualTo("response");
        assertThat(state("half_open")).isZero();
        assertThat(state("closed")).isEqualTo(1);
    }

    private double state(String state) {
        return meters.get("resilience4j.circuitbreaker.state").tags("state", state).gauge().value();
    }

    @Test
    void what_alerts_ask_beside_its_state_is_there_from_the_start() {
        assertThat(new Breaker(1, meters, clock)).isNotNull();
        assertThat(
                        meters.get("resilience4j.circuitbreaker.calls")
                                .tags("name", "panopto-rest", "kind", "failed")
                                .timer()
                                .count())
                .isZero();
    }

    private Breaker opened() {
        int calls = PanoptoSettings.BREAKER_CALLS;
        Breaker breaker = new Breaker(calls, meters, clock);
        for (int call = 0; call < calls; call++) {
            fail(breaker);
        }
        assertThat(breaker.openUntil()).isPresent();
        return breaker;
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
