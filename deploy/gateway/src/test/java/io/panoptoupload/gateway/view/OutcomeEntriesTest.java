package io.panoptoupload.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

/** One record that is not as it should be must not keep the gateway from all others. */
class OutcomeEntriesTest {
    private static final String WITHOUT_ID =
            "{\"type\":\"rejected\",\"occurredAt\":\"2026-11-23T09:00:00Z\",\"error\":{\"code\":\"INVALID_REQUEST\",\"message\":\"m\",\"retryable\":false}}";

    private final Uploads uploads = new Uploads(100, 2);
    private final OutcomeEntries entries = new OutcomeEntries(uploads, JsonMapper.shared());

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "null", "{}", "{\"type\":\"rejected\"}", WITHOUT_ID})
    void an_event_that_cannot_be_read_or_lacks_what_each_has_is_passed_over(String value) {
        ConsumerRecord<byte[], byte[]> record = record(value);
        record.headers().add(CloudEvents.TYPE_HEADER, "panopto.upload.rejected.v1".getBytes(UTF_8));

        entries.take(record);

        assertThat(uploads.size()).isZero();
    }

    @Test
    void so_is_one_with_a_header_without_a_value() {
        ConsumerRecord<byte[], byte[]> record = record("{}");
        record.headers().add(CloudEvents.TYPE_HEADER, null);

        entries.take(record);

        assertThat(uploads.size()).isZero();
    }

    private static ConsumerRecord<byte[], byte[]> record(String value) {
        return new ConsumerRecord<>("outcomes", 0, 7, "a".getBytes(UTF_8), value.getBytes(UTF_8));
    }
}
