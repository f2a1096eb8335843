package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;

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
                new OutcomeFeed(consumer, JsonMapper.shared(), Map.of(OUTCOMES, offset))) {
            assertThat(feed.poll("a"::equals))
                    .extracting(OutcomeFeed.ReceivedEvent::ceId)
                    .containsExactly("4");
        }
    }

    private void add(String key, @Nullable String id, String value) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(
                        OUTCOMES.topic(), 0, offset++, key.getBytes(UTF_8), value.getBytes(UTF_8));
        record.headers().add(CloudEvents.ID_HEADER, id == null ? null : id.getBytes(UTF_8));
        consumer.addRecord(record);
    }
}
