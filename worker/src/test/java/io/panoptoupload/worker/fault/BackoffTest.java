package io.panoptoupload.worker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.IntStream;

class BackoffTest {
    @Test
    void doubles_from_failure_to_failure_and_stays_at_the_longest_wait_for_ever() {
        Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1));
        assertThat(IntStream.rangeClosed(1, 5).mapToObj(backoff::after))
                .containsExactly(
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1));
        assertThat(backoff.after(10_000)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void never_waits_longer_than_the_longest_even_at_first() {
        Backoff backoff = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(2));
        assertThat(backoff.after(1)).isEqualTo(Duration.ofSeconds(2));
    }
}
