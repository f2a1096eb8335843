package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.request.Incoming;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class ForwardingIntakeTest {
    private final ScriptedHandler handler = new ScriptedHandler();
    private final ForwardingIntake intake =
            new ForwardingIntake(
                    9,
                    InputPosition.at(41, 8, IntakeBench.TOPICS),
                    new RecordRetries(
                            handler, new IntakeBreaker(Duration.ofHours(1)), Duration.ofMillis(1)),
                    new Inbox(new Inbox.Budget(1000, 1000)));

    @AfterEach
    void stop() {
        intake.stop();
    }

    @Test
    void forwards_from_its_position_on() {
        assertThat(intake.position().next()).isEqualTo(41);
        intake.start();
        intake.offer(
                List.of(
                        Incoming.at(9, 40, "old", "{}"),
                        Incoming.at(9, 41, "a", "{}"),
                        Incoming.at(9, 42, "b", "{}")));
        await().untilAsserted(() -> assertThat(intake.position().next()).isEqualTo(43));
        assertThat(handler.decided).containsExactly(41L, 42L);
    }

    @Test
    void goes_on_behind_a_record_that_cannot_be_forwarded() {
        handler.undecidable.add(41L);
        intake.start();
        intake.offer(List.of(Incoming.at(9, 41, "a", "{}"), Incoming.at(9, 42, "b", "{}")));
        await().untilAsserted(() -> assertThat(handler.decided).containsExactly(42L));
        assertThat(handler.deadLetters).containsExactly(41L);
    }
}
