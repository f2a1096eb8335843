package io.panoptoupload.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.request.RequestCheck;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

class DerivedIdTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final DerivedId ids = new DerivedId(JSON);

    @Test
    void is_the_same_for_the_same_key_of_the_same_sender_and_legal() {
        String id = DerivedId.of("token:recorder", "key with blanks and ü");
        assertThat(id).isEqualTo(DerivedId.of("token:recorder", "key with blanks and ü"));
        assertThat(id).isNotEqualTo(DerivedId.of("token:other", "key with blanks and ü"));
        assertThat(RequestCheck.isRequestId(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " { } \n",
                "{\"title\":\"}\"}\r\n",
                "{\"requestId\":null,\"title\":\"a\"}",
                "{\"requestId\":\"a\",\"requestId\":null}",
                "{\"source\":{\"requestId\":\"inner\"}}"
            })
    void is_added_where_there_is_none(String body) {
        assertThat(ids.isMissing(body.getBytes(UTF_8))).isTrue();
        byte[] named = DerivedId.add("key-1", body.getBytes(UTF_8));
        assertThat(JSON.readTree(named).path("requestId").asString()).isEqualTo("key-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"requestId\":\"a\"}", "{\"requestId\":7}", "[]", "{", "{} {}", ""})
    void is_not_added_where_there_is_one_or_no_object(String body) {
        assertThat(ids.isMissing(body.getBytes(UTF_8))).isFalse();
    }
}
