package io.panoptoupload.worker.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

class OutcomeRecordsTest {
    private static final Instant ACCEPTED = Instant.parse("2026-11-23T09:00:00.123Z");
    private static final EventHeader HEADER =
            new EventHeader("a", ACCEPTED, 4L, ACCEPTED.plusSeconds(5), "w", 1, Map.of());
    private static final OutcomeEvent CREATED = new OutcomeEvent.Created(HEADER, "upload-1");

    private final JsonMapper json = JsonMapper.builder().build();
    private final OutcomeRecords records = new OutcomeRecords("outcomes", "/group", json);

    @Test
    void an_event_is_a_cloud_event_in_binary_mode() {
        ProducerRecord<byte[], byte[]> record =
                records.of(CREATED, Optional.of("00-4bf92f35-00f067aa-01"));
        assertThat(record.topic()).isEqualTo("outcomes");
        assertThat(record.partition()).isNull();
        assertThat(new String(record.key(), UTF_8)).isEqualTo("a");
        assertThat(headers(record))
                .isEqualTo(
                        Map.of(
                                "ce_specversion", "1.0",
                                "ce_id", "a/" + ACCEPTED.toEpochMilli() + "/4",
                                "ce_type", "panopto.upload.created.v1",
                                "ce_source", "/group",
                                "ce_subject", "a",
                                "ce_time", "2026-11-23T09:00:05.123Z",
                                "content-type", "application/json",
                                "traceparent", "00-4bf92f35-00f067aa-01"));
        assertThat(json.readValue(record.value(), OutcomeEvent.class)).isEqualTo(CREATED);
    }

    @Test
    void the_same_event_is_the_same_record_also_after_it_was_read_back() {
        ProducerRecord<byte[], byte[]> first = records.of(CREATED, Optional.empty());
        OutcomeEvent readBack = json.readValue(first.value(), OutcomeEvent.class);
        ProducerRecord<byte[], byte[]> again = records.of(readBack, Optional.empty());
        assertThat(again.value()).isEqualTo(first.value());
        assertThat(again.headers()).isEqualTo(first.headers());
    }

    @Test
    void an_event_without_a_trace_has_no_such_header() {
        assertThat(headers(records.of(CREATED, Optional.empty()))).doesNotContainKey("traceparent");
    }

    @Test
    void a_rejection_is_named_after_the_place_of_the_refused_record() {
        OutcomeEvent.Rejected rejected =
                new OutcomeEvent.Rejected(
                        EventHeader.ofRejected("a", ACCEPTED, "w", Map.of()),
                        new UploadError(ErrorCode.INVALID_REQUEST, "No.", false, null));
        assertThat(headers(records.ofRejected(rejected, 3, 42, Optional.empty())))
                .containsEntry("ce_id", "a/rejected/3-42")
                .containsEntry("ce_type", "panopto.upload.rejected.v1");
    }

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }
}
