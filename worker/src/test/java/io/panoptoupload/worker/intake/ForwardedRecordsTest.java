package io.panoptoupload.worker.intake;

import static io.panoptoupload.worker.request.Incoming.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.request.Incoming;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;

class ForwardedRecordsTest {
    private final IntakeBench bench = new IntakeBench();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(
                        ProducerRecord<byte[], byte[]> record) {
                    RuntimeException failure = failures.poll();
                    if (failure != null) {
                        throw failure;
                    }
                    return super.send(record);
                }
            };
    private final ForwardedRecords records =
            new ForwardedRecords(
                    bench.admission,
                    new Forwarder("requests", () -> producer, _ -> 0),
                    new Inbox(new Inbox.Budget(1000, 1000)),
                    offset -> offset == 5);

    @Test
    void marks_the_letter_of_what_it_reads_once_more_and_cannot_decide() throws Exception {
        IllegalStateException bug = new IllegalStateException("a bug");
        records.deadLetter(Incoming.at(9, 5, "a", request("a")), bug);
        records.deadLetter(Incoming.at(9, 6, "b", request("b")), bug);
        assertThat(producer.history())
                .filteredOn(each -> each.topic().equals("dead-letters"))
                .extracting(each -> List.of(each.headers().toArray()).size())
                .as("the reason, and that it may have been forwarded before")
                .containsExactly(2, 1);
    }

    @Test
    void what_kafka_does_not_take_for_the_moment_is_no_dead_letter() {
        ConsumerRecord<byte[], byte[]> record = Incoming.at(9, 5, "a", request("a"));
        failures.add(new KafkaException("no leader"));
        assertThatThrownBy(() -> records.decide(record)).hasMessage("no leader");
        failures.add(new KafkaException("no leader"));
        assertThatThrownBy(() -> records.deadLetter(record, new IllegalStateException("a bug")))
                .hasMessage("no leader");
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void what_kafka_never_takes_is_a_dead_letter_without_it() throws Exception {
        failures.add(new RecordTooLargeException("larger than max.message.bytes"));
        records.decide(Incoming.at(9, 5, "a", request("a")));
        assertThat(producer.history())
                .filteredOn(each -> each.topic().equals("dead-letters"))
                .singleElement()
                .satisfies(letter -> assertThat(letter.value()).isNull());
    }
}
