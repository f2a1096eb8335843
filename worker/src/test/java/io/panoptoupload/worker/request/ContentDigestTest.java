package io.panoptoupload.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.UploadRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.regex.Matcher;

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
        assertThat(of(same)).isEqualTo(of(Incoming.MINIMAL)).matches("[0-9a-f]{64}");
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
                .isEqualTo(of(Incoming.MINIMAL));
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
        assertThat(of(with(field))).isNotEqualTo(of(Incoming.MINIMAL));
    }

    /** Digests stand in journals: what they are made of may not change. */
    @ParameterizedTest
    @CsvSource({
        "minimal, eb8f6e6fac47cb8dfe57ffffe1ad80e01448ce96375e07827ee6ac54e86e7c3c",
        "full, 11c3bef628cd5757494cd8a1e188287f24372c041ffd2189340ff6fa76c80c4d",
        "add-to-session, 038de212cb209ae515ec94dcc650110daf313d3876acfd878647966f4e6ff8cf",
        "retry-with-new-content, c0e532887fe2843ea640e319c87216f6671ed7cd6671e7b1a23f27f69d977fb2"
    })
    void stays_what_it_is_in_journals_of_earlier_versions(String example, String expected)
            throws IOException {
        try (InputStream json =
                Objects.requireNonNull(
                        UploadRequest.class.getResourceAsStream(
                                "examples/requests/" + example + ".json"))) {
            assertThat(of(new String(json.readAllBytes(), UTF_8))).isEqualTo(expected);
        }
    }

    @Test
    void stays_what_it_is_for_extensions_of_every_kind() {
        String extensions =
                """
                "extensions": {"z": null, "a": [1, 1.50, 1e22, -0.0, 12345678901234567890, 1e400],
                               "ä": {"b": {"y": true, "x": "\\u0001\\"ß"}, "": []}, "t": {}}
                """;
        assertThat(of(with(extensions)))
                .isEqualTo("052085a7be09575d357417cccd46a05f13c2be0efb0e4750ffca4ddb60c713e1");
    }

    private String of(String json) {
        return digest.of(Incoming.JSON.readValue(json, UploadRequest.class));
    }

    private static String with(String field) {
        return Incoming.MINIMAL
                .strip()
                .replaceFirst("\\{", Matcher.quoteReplacement("{" + field + ","));
    }
}
