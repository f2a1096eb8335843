package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

class ClockCheckTest {
    private final OwnedPartition owned =
            new OwnedPartition(new TopicPartition("requests", 3), Instant.EPOCH);
    private Optional<Duration> ahead = Optional.empty();
    private int prepared;

    @Test
    void a_worker_whose_clock_is_days_behind_or_ahead_opens_nothing_and_fences_nobody() {
        for (int days : new int[] {-8, 8}) {
            ahead = Optional.of(Duration.ofDays(days));
            assertThatThrownBy(this::prepare)
                    .isInstanceOf(OpeningRefused.class)
                    .hasMessageContainingAll(
                            "this machine's clock is 192 h 0 min",
                            days < 0 ? "behind Kafka's" : "ahead of Kafka's",
                            "synchronise the clocks");
        }
        assertThat(prepared).isZero();
    }

    @Test
    void up_to_an_hour_is_no_matter_and_neither_is_a_kafka_that_does_not_say()
            throws InterruptedException {
        prepare();
        for (int minutes : new int[] {-60, 0, 60}) {
            ahead = Optional.of(Duration.ofMinutes(minutes));
            prepare();
        }
        assertThat(prepared).isEqualTo(4);
    }

    private void prepare() throws InterruptedException {
        ClockCheck check =
                new ClockCheck(
                        () -> ahead,
                        (_, _, _) -> {
                            prepared++;
                            return Optional.empty();
                        });
        assertThat(check.prepare(owned, 0, _ -> {})).isEmpty();
    }
}
