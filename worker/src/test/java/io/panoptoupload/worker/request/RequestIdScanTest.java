package io.panoptoupload.worker.request;

import static io.panoptoupload.worker.request.Incoming.record;
import static io.panoptoupload.worker.request.Incoming.with;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class RequestIdScanTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"requestId\": \"a\"}",
                "{\"x\": [{\"requestId\": \"b\"}], \"requestId\": \"a\", \"y\": 1",
                "{\"requestId\": \"a\", garbage",
            })
    void finds_the_id_of_the_request_itself_before_what_cannot_be_read(String value) {
        assertThat(RequestIdScan.of(record(null, value))).contains("a");
        assertThat(RequestIdScan.of(record("the key", value))).contains("a");
    }

    @Test
    void finds_it_ahead_of_what_is_nested_too_deep() {
        String deep = "{\"requestId\": \"a\", \"x\": " + "[".repeat(100_000);
        assertThat(RequestIdScan.of(record(null, deep))).contains("a");
    }

    @Test
    void finds_it_in_a_structured_cloud_event() {
        String event = "{\"requestId\": \"x\", \"data\": {\"requestId\": \"a\"}, ";
        assertThat(
                        RequestIdScan.of(
                                with(
                                        record(null, event),
                                        "content-type",
                                        "application/cloudevents+json; charset=utf-8")))
                .contains("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "[\"requestId\"]",
                "{\"x\": {\"requestId\": \"b\"}}",
                "{\"requestId\": 7}"
            })
    void takes_the_key_when_the_value_names_none(String value) {
        assertThat(RequestIdScan.of(record("key", value))).contains("key");
        assertThat(RequestIdScan.of(record(null, value))).isEmpty();
    }

    @Test
    void looks_into_a_larger_value_as_far_as_a_request_may_reach() {
        String large = "{\"requestId\": \"a\"," + " ".repeat(RequestDecoder.MAX_BYTES);
        assertThat(RequestIdScan.of(record("key", large))).contains("a");
        String behind = "{" + " ".repeat(RequestDecoder.MAX_BYTES) + "\"requestId\": \"a\"}";
        assertThat(RequestIdScan.of(record("key", behind))).contains("key");
        assertThat(RequestIdScan.of(record(null, behind))).isEmpty();
    }

    @Test
    void takes_only_what_can_be_an_id() {
        String value = "{\"requestId\": \"%s\"}";
        String long201 = "x".repeat(RequestDecoder.MAX_ID_LENGTH + 1);
        for (String no : List.of("", "with space", "ümlaut", long201)) {
            assertThat(RequestIdScan.of(record("key", value.formatted(no)))).contains("key");
            assertThat(RequestIdScan.of(record(no, value.formatted(no)))).isEmpty();
        }
    }

    @Test
    void takes_the_last_of_two_like_every_reader_of_json() {
        String twice = "{\"requestId\": \"a\", \"requestId\": \"b\", ";
        assertThat(RequestIdScan.of(record(null, twice))).contains("b");
    }
}
