package io.panoptoupload.worker.intake;

import static io.panoptoupload.worker.request.Incoming.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.logging.LoggedHere;
import io.panoptoupload.worker.request.Incoming;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class RecordRetriesTest {
    private static final Duration BRIEF = Duration.ofMillis(1);

    private final ScriptedHandler handler = new ScriptedHandler();

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void waits_for_kafka_however_often_it_fails(int times) throws InterruptedException {
        RecordRetries retries = new RecordRetries(handler, new IntakeBreaker(BRIEF), Duration.ZERO);
        for (int i = 0; i < times; i++) {
            handler.failures.add(
                    i % 2 == 0
                            ? new TimeoutException("no broker")
                            : new IllegalStateException(
                                    "not written", new KafkaException("no leader")));
        }
        retries.run(at(5));
        assertThat(handler.decided).containsExactly(5L);
        assertThat(handler.deadLetters).isEmpty();
        assertThat(handler.tries).hasValue(times + 1);
    }

    @Test
    void an_outage_of_kafka_is_logged_ever_more_rarely() throws InterruptedException {
        RecordRetries retries = new RecordRetries(handler, new IntakeBreaker(BRIEF), Duration.ZERO);
        for (int i = 0; i < 1000; i++) {
            handler.failures.add(new TimeoutException("no broker"));
        }
        try (LoggedHere log = new LoggedHere(RecordRetries.class)) {
            retries.run(at(5));
            assertThat(log.lines()).hasSize(10);
            assertThat(log.lines().getLast().getFormattedMessage())
                    .contains("failure 512", "no broker");
        }
    }

    @Test
    void faults_of_kafka_do_not_count_beside_a_fault_of_the_record() throws InterruptedException {
        handler.failures.add(new IllegalStateException("once"));
        handler.failures.add(new TimeoutException("no broker"));
        handler.failures.add(new TimeoutException("no broker"));
        handler.failures.add(new StackOverflowError("twice"));
        retries(BRIEF).run(at(5));
        assertThat(handler.decided).containsExactly(5L);
        assertThat(handler.deadLetters).isEmpty();
    }

    @Test
    void a_record_that_cannot_be_decided_is_a_dead_letter_after_three_tries()
            throws InterruptedException {
        RecordRetries retries = retries(BRIEF);
        handler.undecidable.add(5L);
        retries.run(at(5));
        retries.run(at(6));
        assertThat(handler.tries).hasValue(4);
        assertThat(handler.deadLetters).containsExactly(5L);
        assertThat(handler.decided).containsExactly(6L);
        assertThat(retries.lastError()).isEmpty();
    }

    @Test
    void a_dead_letter_is_written_in_the_end_whatever_it_meets() throws InterruptedException {
        handler.failures.add(new IllegalStateException("1"));
        handler.failures.add(new IllegalStateException("2"));
        handler.failures.add(new IllegalStateException("3"));
        handler.failures.add(new TimeoutException("no broker"));
        handler.failures.add(new NoClassDefFoundError("a library is gone"));
        retries(BRIEF).run(at(5));
        assertThat(handler.deadLetters).containsExactly(5L);
    }

    @Test
    void three_different_records_in_a_row_hold_the_partition_for_a_while() throws Exception {
        RecordRetries retries = retries(Duration.ofHours(1));
        handler.undecidable.add(5L);
        handler.undecidable.add(6L);
        handler.undecidable.add(7L);
        retries.run(at(5));
        retries.run(at(6));
        Thread held = Thread.startVirtualThread(() -> runQuietly(retries, at(7)));
        await().until(() -> retries.lastError().isPresent());
        assertThat(retries.lastError().orElseThrow())
                .contains("partition 0 is held at offset 7 until")
                .contains("java.lang.IllegalStateException");
        assertThat(handler.deadLetters).containsExactly(5L, 6L);
        held.interrupt();
        held.join();
    }

    @Test
    void after_that_while_it_is_tried_once_more_and_then_goes_on() throws InterruptedException {
        RecordRetries retries = retries(BRIEF);
        for (long offset = 5; offset < 9; offset++) {
            handler.undecidable.add(offset);
            retries.run(at(offset));
        }
        assertThat(handler.deadLetters).containsExactly(5L, 6L, 7L, 8L);
        assertThat(handler.tries).hasValue(3 + 3 + 6 + 6);
    }

    @Test
    void what_a_repaired_worker_can_decide_after_the_hold_is_no_dead_letter()
            throws InterruptedException {
        RecordRetries retries = retries(BRIEF);
        handler.undecidable.add(5L);
        handler.undecidable.add(6L);
        retries.run(at(5));
        retries.run(at(6));
        for (int i = 0; i < 3; i++) {
            handler.failures.add(new IllegalStateException("still the old one"));
        }
        retries.run(at(7));
        assertThat(handler.deadLetters).containsExactly(5L, 6L);
        assertThat(handler.decided).containsExactly(7L);
    }

    @Test
    void a_record_that_is_decided_between_them_lets_go_of_the_brake() throws InterruptedException {
        RecordRetries retries = retries(Duration.ofHours(1));
        for (long offset = 5; offset < 20; offset++) {
            if (offset % 3 != 0) {
                handler.undecidable.add(offset);
            }
            retries.run(at(offset));
        }
        assertThat(handler.deadLetters).hasSize(10);
        assertThat(handler.decided).hasSize(5);
    }

    @Test
    void the_same_content_again_and_again_holds_nothing() throws InterruptedException {
        RecordRetries retries = retries(Duration.ofHours(1));
        for (long offset = 5; offset < 25; offset++) {
            handler.undecidable.add(offset);
            retries.run(Incoming.at(0, offset, "a", request("a")));
        }
        assertThat(handler.deadLetters).hasSize(20);
    }

    @Test
    void a_lost_partition_and_a_full_heap_end_the_trying_at_once() {
        handler.failures.add(new OwnershipLost("another worker has it", null));
        assertThatThrownBy(() -> retries(BRIEF).run(at(5))).isInstanceOf(OwnershipLost.class);
        handler.failures.add(new OutOfMemoryError("as a test of it"));
        assertThatThrownBy(() -> retries(BRIEF).run(at(5))).isInstanceOf(OutOfMemoryError.class);
        assertThat(handler.tries).hasValue(2);
        assertThat(handler.deadLetters).isEmpty();
    }

    private RecordRetries retries(Duration hold) {
        return new RecordRetries(handler, new IntakeBreaker(hold), BRIEF);
    }

    private static ConsumerRecord<byte[], byte[]> at(long offset) {
        return Incoming.at(0, offset, "r" + offset, request("r" + offset));
    }

    private static void runQuietly(RecordRetries retries, ConsumerRecord<byte[], byte[]> record) {
        try {
            retries.run(record);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
