package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.panopto.AccessTokens.Refusal;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Optional;

class PanoptoGateTest {
    private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");

    @Test
    void is_open_while_panopto_responds_and_takes_the_credentials() {
        assertThat(gate(Optional.empty(), Optional.empty()).opensAt()).isEqualTo(Instant.MIN);
    }

    @Test
    void stays_shut_beyond_the_time_at_which_refused_credentials_are_tried_again() {
        assertThat(gate(Optional.empty(), Optional.of(NOW)).opensAt()).isAfter(NOW);
    }

    @Test
    void opens_when_nothing_keeps_it_shut_any_more() {
        Instant later = NOW.plusSeconds(3600);
        assertThat(gate(Optional.of(later), Optional.of(NOW)).opensAt()).isEqualTo(later);
        assertThat(gate(Optional.of(NOW), Optional.of(later)).opensAt()).isAfter(later);
    }

    private static PanoptoGate gate(Optional<Instant> down, Optional<Instant> refused) {
        return new PanoptoGate(
                () -> down, () -> refused.map(until -> new Refusal("wrong password", until)));
    }
}
