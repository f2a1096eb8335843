package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

class ForwardingIntakeTest {
    private final List<Long> forwarded = new CopyOnWriteArrayList<>();
    private final Queue<RuntimeException> troubles = new ConcurrentLinkedQueue<>();
    private final ForwardingIntake intake =
            new ForwardingIntake(
                    9,
                    41,
                    record -> {
                        RuntimeException trouble = troubles.poll();
                        if (trouble != null) {
                            throw trouble;
                        }
                        forwarded.add(record.offset());
                    },
                    new Inbox(new Inbox.Budget(1000)),
                    Duration.ofMillis(1));

    @AfterEach
    void stop() {
        intake.stop();
    }

    @Test
    void forwards_from_its_position_on() {
        assertThat(intake.next()).hasValue(41);
        intake.start();
        intake.offer(
                List.of(
                        Incoming.at(9, 40, "old", "{}"),
                        Incoming.at(9, 41, "a", "{}"),
                        Incoming.at(9, 42, "b", "{}")));
        await().untilAsserted(() -> assertThat(intake.next()).hasValue(43));
        assertThat(forwarded).containsExactly(41L, 42L);
    }

    @Test
    void goes_on_after_whatever_a_record_does_to_it() {
        troubles.add(new IllegalStateException("not a fault of Kafka's"));
        intake.start();
        intake.offer(List.of(Incoming.at(9, 41, "a", "{}"), Incoming.at(9, 42, "b", "{}")));
        await().untilAsserted(() -> assertThat(forwarded).containsExactly(41L, 42L));
    }
}
