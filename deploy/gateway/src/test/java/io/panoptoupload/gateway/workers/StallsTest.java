package io.panoptoupload.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Optional;

class StallsTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.REQUESTS, 0);
    private static final Instant CAME = Instant.parse("2026-11-28T09:00:00Z");

    private final MockConsumer<byte[], byte[]> consumer =
            new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());
    private final Stalls stalls = new Stalls();

    @Test
    void a_partition_that_moves_is_not_looked_up() {
        assertThat(check(5, 9)).isEqualTo(new Stalls.Behind(4, null));
        assertThat(check(6, 9)).isEqualTo(new Stalls.Behind(3, null));
        assertThat(check(9, 9)).isEqualTo(new Stalls.Behind(0, null));
        assertThat(consumer.assignment()).isEmpty();
    }

    @Test
    void of_one_that_does_not_the_next_request_says_since_when() {
        consumer.schedulePollTask(() -> consumer.addRecord(request(5)));
        assertThat(check(5, 6).since()).isNull();
        assertThat(check(5, 6)).isEqualTo(new Stalls.Behind(1, CAME));
        assertThat(check(5, 8)).as("not read again").isEqualTo(new Stalls.Behind(3, CAME));
        assertThat(check(6, 8).since()).as("it moved").isNull();
    }

    @Test
    void the_end_of_a_transaction_is_no_request() {
        consumer.schedulePollTask(() -> consumer.seek(PARTITION, 6));
        assertThat(check(5, 6)).isEqualTo(new Stalls.Behind(1, null));
        assertThat(check(5, 6)).isEqualTo(new Stalls.Behind(0, null));
        consumer.schedulePollTask(() -> consumer.addRecord(request(6)));
        assertThat(check(5, 7))
                .as("a request came behind it")
                .isEqualTo(new Stalls.Behind(2, CAME));
    }

    @Test
    void a_place_that_cannot_be_read_keeps_nobody_from_the_other_partitions() {
        assertThat(check(5, 6).since()).isNull();
        consumer.setPollException(new KafkaException("Received exception when fetching"));
        assertThat(check(5, 6)).isEqualTo(new Stalls.Behind(1, null));
    }

    private Stalls.Behind check(long next, long end) {
        return stalls.check(PARTITION, next, end, consumer);
    }

    private static ConsumerRecord<byte[], byte[]> request(long offset) {
        return new ConsumerRecord<>(
                PARTITION.topic(),
                0,
                offset,
                CAME.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }
}
