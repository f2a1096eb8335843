package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.UploadRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDigestTest {
    private final ContentDigest digest = new ContentDigest(Incoming.JSON);

    @Test
    void order_spacing_defaults_and_unknown_fields_do_not_matter() {
        String same =
                """
                {"streams":[{"role":"primary","source":{"colour":"red","uri":"file:///captures/a.mp4"}}],
                 "access":"inherit","tags":[],"title":"Algorithms, week 12","nobody":"knows",
                 "folderId":"6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11","requestId":"a","command":"upload"}
                """;
        assertThat(of(same)).isEqualTo(of(Incoming.LEAST)).matches("[0-9a-f]{64}");
    }

    @Test
    void the_order_of_extensions_does_not_matter() {
        String one = with("\"extensions\": {\"x\": 1, \"y\": {\"b\": 2, \"a\": 3}}");
        String other = with("\"extensions\": {\"y\": {\"a\": 3, \"b\": 2}, \"x\": 1}");
        assertThat(of(one)).isEqualTo(of(other));
    }

    @Test
    void a_retry_with_the_same_content_is_the_same() {
        assertThat(of(with("\"command\": \"retry\", \"afterAttempt\": 2, \"reason\": \"again\"")))
                .isEqualTo(of(Incoming.LEAST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"description\": \"other\"",
                "\"tags\": [\"x\"]",
                "\"access\": \"public\"",
                "\"extensions\": {\"x\": 1}",
                "\"options\": {\"priority\": \"high\"}",
                "\"options\": {\"deadline\": \"2026-11-24T00:00:00Z\"}"
            })
    void content_matters(String field) {
        assertThat(of(with(field))).isNotEqualTo(of(Incoming.LEAST));
    }

    private String of(String json) {
        return digest.of(Incoming.JSON.readValue(json, UploadRequest.class));
    }

    private static String with(String field) {
        return Incoming.LEAST.strip().replaceFirst("\\{", "{" + field + ",");
    }
}
