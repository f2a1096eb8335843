package io.panoptoupload.worker.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.clients.ReadProbe.Finding;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

class ReadProbeTest {
    private static final TopicPartition PARTITION = new TopicPartition("requests", 3);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final ReadProbe probe = new ReadProbe(consumer);

    @Test
    void a_record_at_or_behind_the_offset_is_there() {
        endsAt(9);
        consumer.schedulePollTask(() -> {
            consumer.addRecord(record(5));
            consumer.addRecord(record(6));
        });
        assertThat(probe.at(PARTITION, 4, LIMIT)).isEqualTo(new Finding.Present(5));
    }

    @Test
    void an_end_without_records_is_nothing() {
        endsAt(4);
        assertThat(probe.at(PARTITION, 4, LIMIT)).isEqualTo(new Finding.Nothing(4));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void what_was_damaged_cannot_be_read(RuntimeException damage) {
        endsAt(9);
        consumer.schedulePollTask(() -> {
            throw damage;
        });
        assertThat(probe.at(PARTITION, 4, LIMIT))
                .isEqualTo(new Finding.Unreadable(4, "a flipped bit"));
    }

    static Stream<RuntimeException> damages() {
        return Stream.of(
                new KafkaException("seek past it", new KafkaException("a flipped bit")),
                new CorruptRecordException("a flipped bit"),
                new IllegalArgumentException("a flipped bit"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void what_is_about_kafka_says_nothing_about_the_partition(RuntimeException fault) {
        endsAt(9);
        consumer.schedulePollTask(() -> {
            throw fault;
        });
        assertThat(probe.at(PARTITION, 4, LIMIT)).isInstanceOf(Finding.Unknown.class);
    }

    static Stream<RuntimeException> faults() {
        return Stream.of(
                new TimeoutException("no broker"),
                new SaslAuthenticationException("wrong password"),
                new TopicAuthorizationException(Set.of("requests")),
                new WakeupException());
    }

    @Test
    void an_offset_that_kafka_has_deleted_is_out_of_range() {
        endsAt(9);
        consumer.schedulePollTask(() -> {
            throw new OffsetOutOfRangeException(Map.of(PARTITION, 4L));
        });
        assertThat(probe.at(PARTITION, 4, LIMIT)).isInstanceOf(Finding.OutOfRange.class);
    }

    @Test
    void what_does_not_come_although_it_is_there_is_withheld() {
        endsAt(9);
        assertThat(probe.at(PARTITION, 4, Duration.ZERO)).isEqualTo(new Finding.Withheld(4, 9));
    }

    @Test
    void a_library_that_cannot_be_loaded_is_named() {
        Throwable wrapped = new KafkaException(new NoClassDefFoundError("ZstdInputStream"));
        assertThat(ReadProbe.reason(wrapped)).contains("NoClassDefFoundError", "ZstdInputStream");
    }

    @Test
    void this_process_reads_every_kind_of_compressed_record() {
        assertThat(CompressionCheck.fault()).isEmpty();
    }

    private void endsAt(long end) {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>("requests", 3, offset, new byte[0], new byte[0]);
    }
}
