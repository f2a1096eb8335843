package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class PollFaultsTest {
    private final PollFaults faults = new PollFaults(Duration.ofMillis(1));

    @Test
    void readiness_says_what_polls_throw_until_one_ends_well() {
        faults.failed(new KafkaException("a broken batch"));
        faults.failed(new KafkaException("a broken batch"));
        assertThat(faults.lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("a broken batch"));
        faults.polled();
        assertThat(faults.lastError()).isEmpty();
    }

    @Test
    void what_ends_a_poll_on_purpose_is_left_to_the_container() {
        assertThatThrownBy(() -> faults.failed(new WakeupException()))
                .isInstanceOf(WakeupException.class);
        assertThat(faults.lastError()).isEmpty();
    }
}
