package io.panoptoupload.worker.request;

import static io.panoptoupload.worker.request.Incoming.MINIMAL;
import static io.panoptoupload.worker.request.Incoming.record;
import static io.panoptoupload.worker.request.Incoming.with;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Optional;

/** Requests in CloudEvents, in every form that clients give them. */
class CloudEventFormsTest {
    private static final String TYPE = "panopto.upload.requested.v1";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final RequestDecoder DECODER = new RequestDecoder();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "content-type | application/cloudevents+json",
                "Content-Type | application/cloudevents+json; charset=UTF-8",
                "CONTENT-TYPE | Application/CloudEvents+JSON;charset=\"utf-8\"",
                "content-type | ' application/cloudevents+json ; charset=utf-8'",
            })
    void structured_mode_is_known_by_its_media_type_however_that_is_spelt(
            String header, String mediaType) {
        assertTaken(with(record("a", structured("data", MINIMAL)), header, mediaType));
    }

    @Test
    void structured_mode_is_known_by_its_content_where_no_header_says_so() {
        assertTaken(record("a", structured("data", MINIMAL)));
        assertTaken(record(null, "\uFEFF" + structured("data", MINIMAL)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "text/plain"})
    void an_envelope_is_known_by_its_content_where_the_header_tells_of_its_data(String mediaType) {
        String base64 = Base64.getEncoder().encodeToString(MINIMAL.getBytes(UTF_8));
        for (String event :
                new String[] {
                    structured("data", MINIMAL), structured("data_base64", text(base64))
                }) {
            assertTaken(with(record("a", event), "content-type", mediaType));
        }
    }

    @Test
    void a_request_that_is_to_be_published_as_it_is_stands_in_no_envelope() {
        byte[] event = structured("data", MINIMAL).getBytes(UTF_8);
        assertThat(new RequestCheck().validate(event))
                .isInstanceOfSatisfying(
                        RequestCheck.Result.Invalid.class,
                        invalid ->
                                assertThat(invalid.error().message())
                                        .contains("requestId: is missing"));
    }

    @Test
    void a_request_is_no_event_for_having_an_unknown_field() {
        assertTaken(
                record(
                        "a",
                        MINIMAL.replace(
                                "{\"requestId\"", "{\"specversion\":\"1.0\",\"requestId\"")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_type", "CE_TYPE"})
    void binary_mode_has_its_attributes_in_headers(String header) {
        assertTaken(with(record("a", MINIMAL), header, TYPE));
        assertTaken(
                with(with(record("a", MINIMAL), header, TYPE), "content-type", "Application/JSON"));
    }

    @Test
    void data_may_be_base64() {
        String base64 = Base64.getEncoder().encodeToString(MINIMAL.getBytes(UTF_8));
        assertTaken(record("a", structured("data_base64", "\"" + base64 + "\"")));
        assertTaken(
                with(
                        record("a", structured("data_base64", "\"" + base64 + "\"")),
                        "content-type",
                        "application/cloudevents+json"));
        assertThat(refused(record("a", structured("data_base64", "\"?\""))))
                .startsWith("The request cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/octet-stream", "Text/Plain; charset=utf-8"})
    void data_may_be_a_text_where_its_type_is_not_json(String mediaType) {
        assertTaken(record("a", structured("data", text(MINIMAL), mediaType)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/vnd.panopto+json", "text/JSON"})
    void a_text_of_json_is_a_text(String mediaType) {
        assertThat(refused(record("a", structured("data", text(MINIMAL), mediaType))))
                .isEqualTo("The CloudEvent's data is not a JSON object.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "5", "\"text\""})
    void an_event_without_an_object_for_data_is_no_request(String data) {
        assertThat(refused(record("a", structured("data", data))))
                .isEqualTo("The CloudEvent's data is not a JSON object.");
    }

    @Test
    void what_stands_around_the_data_has_to_be_json_too() {
        assertThat(refused(record("a", structured("data", MINIMAL) + "x")))
                .startsWith("The request cannot be read");
    }

    @Test
    void the_last_data_counts_as_in_any_json() {
        String event = structured("data", MINIMAL);
        assertTaken(record("a", "{\"data\": {\"requestId\": \"b\"}, " + event.substring(1)));
    }

    @Test
    void a_registrys_frame_is_stepped_over() throws Exception {
        for (String value :
                new String[] {MINIMAL, "\uFEFF" + MINIMAL, structured("data", MINIMAL)}) {
            ByteArrayOutputStream framed = new ByteArrayOutputStream();
            framed.write(new byte[] {0, 0, 0, 1, 42});
            framed.write(value.getBytes(UTF_8));
            assertTaken(bytes(framed.toByteArray()));
        }
    }

    @Test
    void a_byte_order_mark_is_stepped_over() {
        assertTaken(record("a", "\uFEFF" + MINIMAL));
        assertTaken(bytes(MINIMAL.getBytes(UTF_16)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"RequestId\": \"a\", \"FolderId\": \"x\"}",
                "{\"requestId\": null}",
                "{\"specversion\": \"1.0\", \"type\": \"panopto.upload.requested.v1\", \"data\": {}}"
            })
    void an_id_that_only_the_key_has_is_reported_missing(String value) {
        Decoded.Refused refused = (Decoded.Refused) DECODER.decode(record("the-key", value));
        assertThat(refused.requestId()).contains("the-key");
        assertThat(refused.reason()).startsWith("The request is invalid: requestId: is missing");
    }

    @Test
    void the_trace_stands_in_a_header_or_in_an_attribute() {
        assertThat(trace(with(record("a", MINIMAL), "traceparent", TRACE))).contains(TRACE);
        assertThat(trace(with(record("a", MINIMAL), "ce_traceparent", TRACE))).contains(TRACE);
        String event =
                structured("data", MINIMAL)
                        .replace("{\"spec", "{\"traceparent\":\"" + TRACE + "\",\"spec");
        assertThat(trace(record("a", event))).contains(TRACE);
        assertThat(trace(with(record("a", event), "traceparent", "00-0-0-00")))
                .contains("00-0-0-00");
        assertThat(trace(record("a", MINIMAL))).isEmpty();
        assertThat(trace(record("a", null))).isEmpty();
    }

    private static Optional<String> trace(ConsumerRecord<byte[], byte[]> record) {
        return RequestDecoder.traceparent(record);
    }

    private static ConsumerRecord<byte[], byte[]> bytes(byte[] value) {
        return new ConsumerRecord<>("requests", 0, 7, "a".getBytes(UTF_8), value);
    }

    private static String structured(String field, String data) {
        return structured(field, data, "application/json");
    }

    private static String structured(String field, String data, String mediaType) {
        return """
        {"specversion":"1.0","id":"1","source":"/lt1","type":"%s","time":"2026-11-23T09:00:00Z",
         "datacontenttype":"%s","%s":%s}\
        """
                .formatted(TYPE, mediaType, field, data);
    }

    private static String text(String content) {
        ObjectNode holder = RequestBody.JSON.createObjectNode().put("text", content);
        return holder.get("text").toString();
    }

    private void assertTaken(ConsumerRecord<byte[], byte[]> record) {
        assertThat(DECODER.decode(record))
                .isInstanceOfSatisfying(
                        Decoded.Request.class,
                        taken -> {
                            UploadRequest request = taken.request();
                            assertThat(request.requestId()).isEqualTo("a");
                            assertThat(request.title()).isEqualTo("Algorithms, week 12");
                        });
    }

    private String refused(ConsumerRecord<byte[], byte[]> record) {
        Decoded decoded = DECODER.decode(record);
        assertThat(decoded).isInstanceOf(Decoded.Refused.class);
        return ((Decoded.Refused) decoded).reason();
    }
}
