package io.panoptoupload.worker.request;

import static io.panoptoupload.worker.request.Incoming.record;
import static io.panoptoupload.worker.request.Incoming.with;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdScanTest {
    private final RequestIdScan ids = new RequestIdScan();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"requestId\": \"a\"}",
                "{\"x\": [{\"requestId\": \"b\"}], \"requestId\": \"a\", \"y\": 1",
                "{\"requestId\": \"a\", garbage",
            })
    void finds_the_id_of_the_request_itself_before_what_cannot_be_read(String value) {
        assertThat(ids.of(record(null, value))).contains("a");
        assertThat(ids.of(record("the key", value))).contains("a");
    }

    @Test
    void finds_it_ahead_of_what_is_nested_too_deep() {
        String deep = "{\"requestId\": \"a\", \"x\": " + "[".repeat(100_000);
        assertThat(ids.of(record(null, deep))).contains("a");
    }

    @Test
    void finds_it_in_a_structured_cloud_event() {
        String event = "{\"requestId\": \"x\", \"data\": {\"requestId\": \"a\"}, ";
        assertThat(
                        ids.of(
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
        assertThat(ids.of(record("key", value))).contains("key");
        assertThat(ids.of(record(null, value))).isEmpty();
    }

    @Test
    void does_not_look_into_what_is_larger_than_any_request() {
        String large = "{\"requestId\": \"a\"," + " ".repeat(RequestDecoder.MAX_BYTES);
        assertThat(ids.of(record("key", large))).contains("key");
        assertThat(ids.of(record(null, null))).isEmpty();
    }
}
