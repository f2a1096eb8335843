package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;

import io.panoptoupload.worker.logging.LoggedHere;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;

import java.time.Duration;
import java.time.Instant;

class PollFaultsTest {
    @AutoClose private final LoggedHere log = new LoggedHere(PollFaults.class);
    private Instant now = Instant.parse("2026-11-23T09:00:00Z");
    private final PollFaults faults = new PollFaults(Duration.ZERO, () -> now);

    @Test
    void readiness_says_what_polls_throw_until_one_ends_well() {
        faults.failed(new KafkaException("a broken batch"));
        assertThat(faults.lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("a broken batch"));
        faults.polled();
        assertThat(faults.lastError()).isEmpty();
    }

    @Test
    void a_fault_is_logged_once_even_if_some_polls_end_well() {
        for (int i = 0; i < 20; i++) {
            faults.failed(new KafkaException("a broken batch at offset " + i));
            faults.polled();
        }
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void it_is_logged_again_once_polls_have_ended_well_for_a_minute() {
        faults.failed(new KafkaException("a broken batch"));
        now = now.plusSeconds(61);
        faults.polled();
        faults.failed(new KafkaException("a broken batch"));
        assertThat(log.lines()).filteredOn(line -> line.getLevel().equals(Level.ERROR)).hasSize(2);
    }

    @Test
    void refused_credentials_and_missing_rights_are_logged_once_with_the_remedy() {
        for (int i = 0; i < 5; i++) {
            faults.refused(ConsumerRetryAuthEvent.Reason.AUTHENTICATION);
            assertThat(faults.lastError())
                    .hasValueSatisfying(error ->
                            assertThat(error).contains("credentials").contains("spring.kafka.*"));
            faults.refused(ConsumerRetryAuthEvent.Reason.AUTHORIZATION);
            assertThat(faults.lastError())
                    .hasValueSatisfying(
                            error -> assertThat(error).contains("panopto-upload check"));
        }
        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void what_ends_a_poll_on_purpose_is_left_to_the_container() {
        assertThat(PollFaults.isForContainer(new WakeupException())).isTrue();
        assertThat(PollFaults.isForContainer(new FencedInstanceIdException("another"))).isTrue();
        assertThat(PollFaults.isForContainer(new SaslAuthenticationException("no"))).isFalse();
    }
}
