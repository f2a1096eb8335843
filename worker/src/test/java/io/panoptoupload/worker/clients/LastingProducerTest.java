package io.panoptoupload.worker.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class LastingProducerTest {
    private static final ProducerRecord<byte[], byte[]> RECORD =
            new ProducerRecord<>("requests", new byte[1]);

    private final List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
    private @Nullable KafkaException fault;
    private Instant now = Instant.EPOCH;
    private final LastingProducer producer = new LastingProducer(this::make, () -> now);

    @Test
    void a_producer_that_no_longer_works_is_replaced_and_closed() throws Exception {
        fault = new TimeoutException("no id");
        assertThatThrownBy(() -> producer.send(RECORD)).isInstanceOf(TimeoutException.class);
        now = now.plus(LastingProducer.MIN_AGE);
        assertThatThrownBy(() -> producer.send(RECORD)).isInstanceOf(TimeoutException.class);
        fault = null;
        producer.send(RECORD);
        assertThat(made).hasSize(2);
        assertThat(made.getLast().history()).hasSize(1);
        await().until(() -> made.getFirst().closed());
    }

    @Test
    void producers_are_not_replaced_as_fast_as_sends_fail() {
        fault = new TimeoutException("no id");
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> producer.send(RECORD)).isInstanceOf(TimeoutException.class);
        }
        assertThat(made).hasSize(1);
    }

    @Test
    void a_clock_that_is_set_back_puts_no_replacement_off() throws Exception {
        fault = new TimeoutException("no id");
        assertThatThrownBy(() -> producer.send(RECORD)).isInstanceOf(TimeoutException.class);
        now = now.minus(Duration.ofDays(1));
        assertThatThrownBy(() -> producer.send(RECORD)).isInstanceOf(TimeoutException.class);
        fault = null;
        producer.send(RECORD);
        assertThat(made).hasSize(2);
    }

    @Test
    void a_record_that_is_too_large_says_nothing_of_the_producer() throws Exception {
        producer.send(RECORD);
        now = now.plus(LastingProducer.MIN_AGE);
        made.getFirst().sendException = new RecordTooLargeException();
        assertThatThrownBy(() -> producer.send(RECORD)).isInstanceOf(RecordTooLargeException.class);
        made.getFirst().sendException = null;
        producer.send(RECORD);
        assertThat(made).hasSize(1);
    }

    @Test
    void a_producer_that_is_closed_under_a_sender_has_not_confirmed_the_record() throws Exception {
        producer.send(RECORD);
        made.getFirst().close();
        assertThatThrownBy(() -> producer.send(RECORD)).isInstanceOf(KafkaException.class);
    }

    private MockProducer<byte[], byte[]> make() {
        MockProducer<byte[], byte[]> one =
                new MockProducer<>(
                        true, null, new ByteArraySerializer(), new ByteArraySerializer());
        one.sendException = fault;
        made.add(one);
        return one;
    }
}
