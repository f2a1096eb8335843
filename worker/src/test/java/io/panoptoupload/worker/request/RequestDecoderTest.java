package io.panoptoupload.worker.request;

import static io.panoptoupload.worker.request.Incoming.MINIMAL;
import static io.panoptoupload.worker.request.Incoming.record;
import static io.panoptoupload.worker.request.Incoming.with;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RequestDecoderTest {
    private static final RequestDecoder DECODER = new RequestDecoder();

    @Test
    void reads_plain_json_with_and_without_a_key() {
        assertThat(request(record("a", MINIMAL)).title()).isEqualTo("Algorithms, week 12");
        assertThat(request(record(null, MINIMAL)).command()).isEqualTo(Command.UPLOAD);
    }

    @ParameterizedTest
    @CsvSource({
        "panopto.upload.requested.v1,UPLOAD",
        "panopto.upload.cancel-requested.v1,CANCEL",
        "panopto.upload.retry-requested.v1,RETRY"
    })
    void reads_cloud_events_in_both_modes(String type, Command command) {
        String value = MINIMAL.replace("\"title\"", "\"afterAttempt\": 1, \"title\"");
        assertThat(request(with(record("a", value), "ce_type", type)).command()).isEqualTo(command);
        String structured =
                "{\"specversion\": \"1.0\", \"type\": \"%s\", \"data\": %s}".formatted(type, value);
        UploadRequest request =
                request(
                        with(
                                record("a", structured),
                                "content-type",
                                "application/cloudevents+json; charset=UTF-8"));
        assertThat(request.command()).isEqualTo(command);
        assertThat(request.requestId()).isEqualTo("a");
    }

    @Test
    void finds_no_trace_in_what_no_parser_can_read() {
        ConsumerRecord<byte[], byte[]> hostile =
                new ConsumerRecord<>("requests", 0, 7, new byte[0], new byte[0]) {
                    @Override
                    public byte[] value() {
                        throw new IllegalStateException("a bug of a parser");
                    }
                };
        assertThat(RequestDecoder.traceparent(hostile)).isEmpty();
    }

    @Test
    void refuses_a_cloud_event_of_another_type() {
        assertThat(refused(with(record("a", MINIMAL), "ce_type", "lunch.v1")))
                .isEqualTo(
                        new Decoded.Refused(
                                "The CloudEvent's type is none of a request's.",
                                Optional.of("a"),
                                Map.of(),
                                List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "{", "[]", "17", "null", "\"text\"", "{} trailing"})
    void refuses_what_is_no_json_object_and_names_it_by_its_key(String value) {
        assertThat(refused(record("the-key", value)).requestId()).contains("the-key");
        assertThat(refused(record(null, value)).requestId()).isEmpty();
    }

    @Test
    void names_what_breaks_off_or_is_too_large_by_the_id_that_it_has() {
        String start = "{\"requestId\": \"a\", \"title\":";
        String large = start + " \"" + "x".repeat(RequestDecoder.MAX_BYTES) + "\"}";
        assertThat(refused(record(null, start)).requestId()).contains("a");
        assertThat(refused(record(null, large)).requestId()).contains("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000100", "00010000", "FEFF0000", "0000FFFE", "0000000001"})
    void refuses_what_is_in_no_encoding_of_json_and_names_it_by_its_key(String beginning) {
        byte[] start = HexFormat.of().parseHex(beginning);
        byte[] framed = HexFormat.of().parseHex("0000000001" + beginning);
        byte[] large = Arrays.copyOf(start, RequestDecoder.MAX_BYTES + 1);
        for (byte[] value : List.of(start, framed, large)) {
            for (String type : List.of("", "application/json", CloudEvents.STRUCTURED_JSON)) {
                ConsumerRecord<byte[], byte[]> record =
                        new ConsumerRecord<>("requests", 0, 0, "a".getBytes(UTF_8), value);
                if (!type.isEmpty()) {
                    record.headers().add("content-type", type.getBytes(UTF_8));
                }
                assertThat(refused(record).requestId()).contains("a");
                assertThat(RequestIdScan.of(record)).contains("a");
                assertThat(RequestDecoder.traceparent(record)).isEmpty();
            }
        }
    }

    @Test
    void refuses_a_record_without_a_value() {
        assertThat(refused(record("a", null)).reason()).isEqualTo("The record has no value.");
    }

    @Test
    void refuses_what_is_too_large() {
        String large = MINIMAL + " ".repeat(RequestDecoder.MAX_BYTES);
        assertThat(refused(record("a", large)).reason()).contains("at most 524288");
    }

    @Test
    void refuses_what_is_nested_too_deeply() {
        String deep = "{\"extensions\": {\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}}";
        assertThat(refused(record("a", deep)).requestId()).contains("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"title\": 5",
                "\"title\": {}",
                "\"streams\": {}",
                "\"streams\": [5]",
                "\"streams\": [{\"source\": {\"uri\": \"x\", \"sizeBytes\": \"5\"}}]",
                "\"streams\": [{\"role\": \"third\"}]",
                "\"options\": {\"deadline\": \"tomorrow\"}",
                "\"options\": {\"priority\": \"urgent\"}",
                "\"streams\": [{\"start\": \"soon\"}]",
                "\"command\": \"abort\"",
                "\"afterAttempt\": \"1\"",
                "\"extensions\": []"
            })
    void refuses_wrong_types_and_names_the_field(String field) {
        Decoded.Refused refused = refused(record("a", "{\"requestId\": \"a\", " + field + "}"));
        assertThat(refused.requestId()).contains("a");
        assertThat(refused.reason()).contains(field.substring(1, field.indexOf('"', 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"with space\"", "\"tab\\t\"", "\"ümlaut\"", "null"})
    void refuses_an_id_that_is_not_visible_ascii(String id) {
        Decoded.Refused refused = refused(record(null, "{\"requestId\": " + id + "}"));
        assertThat(refused.reason())
                .contains(id.equals("null") ? "requestId: is missing" : "1 to 200 visible ASCII");
        assertThat(refused.requestId()).isEmpty();
    }

    @Test
    void takes_ids_of_200_characters_and_refuses_longer_ones() {
        assertThat(request(record(null, Incoming.request("x".repeat(200)))).requestId())
                .hasSize(200);
        assertThat(refused(record(null, Incoming.request("x".repeat(201)))).reason())
                .contains("1 to 200");
    }

    @Test
    void never_repeats_the_request_in_a_reason() {
        String secret = "https://store.example/a.mp4?X-Amz-Signature=s3cret";
        for (String value :
                new String[] {
                    "{\"requestId\": \"a\", \"streams\": \"%s\"}".formatted(secret),
                    "{\"requestId\": \"a\", \"streams\": [{\"source\": \"%s\"}]}".formatted(secret),
                    "{\"requestId\": \"a\", \"title\": \"%s".formatted(secret),
                    secret
                }) {
            assertThat(refused(record("a", value)).reason())
                    .doesNotContain("s3cret")
                    .doesNotContain("store.example");
        }
    }

    private UploadRequest request(ConsumerRecord<byte[], byte[]> record) {
        Decoded decoded = DECODER.decode(record);
        assertThat(decoded).isInstanceOf(Decoded.Request.class);
        return ((Decoded.Request) decoded).request();
    }

    private Decoded.Refused refused(ConsumerRecord<byte[], byte[]> record) {
        Decoded decoded = DECODER.decode(record);
        assertThat(decoded).isInstanceOf(Decoded.Refused.class);
        return (Decoded.Refused) decoded;
    }
}
