package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class OutcomeFeedTest {
    private static final TopicPartition OUTCOMES = new TopicPartition("outcomes", 0);
    private static final String EVENT =
            "{\"type\":\"finalised\",\"requestId\":\"a\",\"sequence\":3,\"attempt\":1,"
                    + "\"worker\":\"w\",\"occurredAt\":\"2026-11-23T09:00:00Z\"}";

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private long offset;

    OutcomeFeedTest() {
        consumer.assign(List.of(OUTCOMES));
        consumer.updateBeginningOffsets(Map.of(OUTCOMES, 0L));
    }

    @Test
    void what_is_no_event_keeps_nobody_from_those_behind_it() {
        add("a", null, EVENT);
        add("a", "1", "null");
        add("a", "2", "{\"type\":\"finalised\"}");
        add("a", "3", "no JSON");
        add("a", "4", EVENT);
        try (OutcomeFeed feed =
                new OutcomeFeed(consumer, JsonMapper.shared(), Map.of(OUTCOMES, offset), false)) {
            assertThat(feed.poll("a"::equals))
                    .extracting(OutcomeFeed.ReceivedEvent::ceId)
                    .containsExactly("4");
        }
    }

    @Test
    void a_partition_that_is_added_is_read_from_its_beginning() {
        TopicPartition added = new TopicPartition(OUTCOMES.topic(), 1);
        consumer.updateBeginningOffsets(Map.of(added, 0L));
        consumer.updateEndOffsets(Map.of(OUTCOMES, 0L));
        consumer.updatePartitions(OUTCOMES.topic(), infos(OUTCOMES));
        add(OUTCOMES, "a", "1", EVENT);
        try (OutcomeFeed feed =
                new OutcomeFeed(consumer, JsonMapper.shared(), Map.of(OUTCOMES, offset), true)) {
            assertThat(feed.poll("a"::equals)).hasSize(1);
            consumer.updatePartitions(OUTCOMES.topic(), infos(OUTCOMES, added));
            assertThat(feed.poll("a"::equals)).isEmpty();
            add(OUTCOMES, "a", "2", EVENT);
            add(added, "a", "3", EVENT);
            assertThat(feed.poll("a"::equals))
                    .extracting(OutcomeFeed.ReceivedEvent::ceId)
                    .containsExactlyInAnyOrder("2", "3");
            assertThat(consumer.position(added)).isEqualTo(offset);
        }
    }

    @Test
    void brokers_that_are_away_end_nothing() {
        MockConsumer<byte[], byte[]> alone =
                new MockConsumer<>("earliest") {
                    @Override
                    public synchronized List<PartitionInfo> partitionsFor(
                            String topic, Duration timeout) {
                        throw new TimeoutException("Timeout expired while fetching topic metadata");
                    }
                };
        alone.assign(List.of(OUTCOMES));
        alone.updateBeginningOffsets(Map.of(OUTCOMES, 0L));
        try (OutcomeFeed feed =
                new OutcomeFeed(alone, JsonMapper.shared(), Map.of(OUTCOMES, 0L), true)) {
            assertThat(feed.poll("a"::equals)).isEmpty();
        }
    }

    private static List<PartitionInfo> infos(TopicPartition... partitions) {
        return Stream.of(partitions)
                .map(each -> new PartitionInfo(each.topic(), each.partition(), null, null, null))
                .toList();
    }

    private void add(String key, @Nullable String id, String value) {
        add(OUTCOMES, key, id, value);
    }

    private void add(TopicPartition to, String key, @Nullable String id, String value) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(
                        to.topic(),
                        to.partition(),
                        offset++,
                        key.getBytes(UTF_8),
                        value.getBytes(UTF_8));
        record.headers().add(CloudEvents.ID_HEADER, id == null ? null : id.getBytes(UTF_8));
        consumer.addRecord(record);
    }
}
