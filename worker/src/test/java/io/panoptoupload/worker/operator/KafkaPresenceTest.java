package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

class KafkaPresenceTest {
    private final List<String> notes = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T09:00:00Z");
    private boolean responds = true;
    private KafkaPresence presence = presence(Duration.ofMinutes(2));

    private KafkaPresence presence(Duration timeout) {
        return new KafkaPresence(
                () ->
                        responds
                                ? CompletableFuture.completedFuture("cluster")
                                : CompletableFuture.failedFuture(new IllegalStateException()),
                () -> now,
                timeout,
                "kafka:9092");
    }

    @Test
    void as_long_as_it_responds_there_is_nothing_to_say() {
        pass(600);
        assertThat(notes).isEmpty();
    }

    @Test
    void it_says_how_long_kafka_is_away_now_and_then_and_that_it_is_back() {
        pass(20);
        responds = false;
        pass(60);
        assertThat(notes).hasSize(2);
        assertThat(notes.getFirst())
                .isEqualTo(
                        "Kafka at kafka:9092 has not responded for 10s; this command gives up after 2m, the uploads do not");
        responds = true;
        pass(20);
        assertThat(notes).hasSize(3);
        assertThat(notes.getLast()).startsWith("Kafka responds again, after 1m");
        pass(600);
        assertThat(notes).hasSize(3);
    }

    @Test
    void after_the_time_out_it_gives_up_with_4() {
        responds = false;
        pass(119);
        CommandFault fault = catchThrowableOfType(CommandFault.class, () -> pass(1));
        assertThat(fault.exit()).isEqualTo(Exit.NO_KAFKA);
        assertThat(fault.lines())
                .singleElement()
                .asString()
                .contains("has not responded for 2m; gave up after --timeout 2m");
    }

    @Test
    void while_the_command_is_busy_with_something_else_kafka_is_not_away() {
        for (int i = 0; i < 10; i++) {
            pass(1);
            now = now.plusSeconds(600);
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void it_is_asked_before_a_short_time_out_is_over() {
        presence = presence(Duration.ofSeconds(3));
        pass(60);
        responds = false;
        CommandFault fault = catchThrowableOfType(CommandFault.class, () -> pass(4));
        assertThat(fault.exit()).isEqualTo(Exit.NO_KAFKA);
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            presence.tick(notes::add);
        }
    }
}
