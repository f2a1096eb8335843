package io.panoptoupload.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

class RequestScanTest {
    private static final RequestDecoder DECODER = new RequestDecoder();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "streams                | 1000  | \"streams\": [%s]",
                "slides                 | 1000  | \"slides\": [%s]",
                "images                 | 1000  | \"images\": [%s]",
                "cuts                   | 1000  | \"cuts\": [%s]",
                "attachments            | 1000  | \"attachments\": [%s]",
                "streams[1].chapters    | 5000  | \"streams\": [{}, {\"chapters\": [%s]}]",
                "streams[0].cuts        | 1000  | \"streams\": [{\"cuts\": [%s]}]",
                "streams[0].captions    | 1000  | \"streams\": [{\"captions\": [%s]}]",
                "slides[0].changes      | 5000  | \"slides\": [{\"changes\": [%s]}]"
            })
    void a_list_is_as_long_as_the_schema_allows(String path, int most, String list) {
        assertThat(tooMuch(list.formatted(elements(most, "{}")))).isEmpty();
        assertThat(refused(list.formatted(elements(most + 7, "{}"))))
                .contains("%s: has %d entries; %d are allowed".formatted(path, most + 7, most));
    }

    @Test
    void tags_are_counted_as_well() {
        assertThat(refused("\"tags\": [" + elements(1001, "\"t\"") + "]"))
                .contains("tags: has 1001 entries");
    }

    @Test
    void a_null_takes_no_place_in_a_list() {
        String nulls = elements(50_000, "null");
        assertThat(tooMuch("\"tags\": [" + nulls + "," + elements(1000, "\"t\"") + "]")).isEmpty();
        assertThat(refused("\"tags\": [" + nulls + "," + elements(1001, "\"t\"") + "]"))
                .contains("tags: has 1001 entries");
    }

    @Test
    void lists_that_are_short_enough_each_may_be_too_many_together() {
        String chapters = "{\"chapters\": [" + elements(500, "{}") + "]}";
        assertThat(tooMuch("\"streams\": [" + elements(19, chapters) + "]")).isEmpty();
        assertThat(refused("\"streams\": [" + elements(20, chapters) + "]"))
                .contains("10020 objects and entries of lists; 10000 are allowed");
    }

    @Test
    void what_is_unknown_is_passed_over_whatever_it_holds() {
        assertThat(tooMuch("\"x\": [" + elements(50_000, "{}") + "], \"y\": " + nested(400)))
                .isEmpty();
        assertThat(refused("\"x\": " + nested(600))).contains("nested more than 500 levels deep");
        assertThat(refused("\"x\": " + "9".repeat(2000))).contains("more than 1000 digits");
    }

    @Test
    void extensions_have_sixteen_kibibytes_as_they_are_written_into_events() {
        int room = 16 * 1024 - "{\"x\":\"\"}".length();
        String extensions = "\"extensions\": {  \"x\"  : \"%s\"  }";
        assertThat(tooMuch(extensions.formatted("y".repeat(room)))).isEmpty();
        assertThat(tooMuch(extensions.formatted("\\u0079".repeat(room)))).isEmpty();
        assertThat(refused(extensions.formatted("y".repeat(room + 1))))
                .contains("extensions: 16385 bytes; 16384 are allowed");
        assertThat(refused(extensions.formatted("ü".repeat(room))))
                .contains("extensions: 32760 bytes");
    }

    @Test
    void extensions_have_thirty_two_levels() {
        assertThat(tooMuch("\"extensions\": {\"x\": " + nested(31) + "}")).isEmpty();
        assertThat(refused("\"extensions\": {\"x\": " + nested(32) + "}"))
                .contains("extensions: nested more than 32 levels deep");
        assertThat(refused("\"extensions\": " + "{\"x\":".repeat(33) + "1" + "}".repeat(33)))
                .contains("extensions: nested more than 32 levels deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00", "x\\udc00\\ud800y", "\\ud83d"})
    void extensions_have_whole_characters(String half) {
        assertThat(tooMuch("\"extensions\": {\"\\ud83d\\ude00\": [\"\\ud83d\\ude00\"]}")).isEmpty();
        for (String extensions :
                List.of("{\"%s\": 1}", "{\"x\": \"%s\"}", "{\"x\": [{\"y\": {\"%s\": []}}]}")) {
            assertThat(refused("\"extensions\": " + extensions.formatted(half)))
                    .contains("extensions: holds half of a character");
        }
    }

    @Test
    void whose_request_it_is_may_stand_behind_what_is_wrong_with_it() {
        String value = "{\"tags\": [" + elements(1001, "\"t\"") + "], \"requestId\": \"late\"}";
        assertThat(DECODER.decode(Incoming.record("key", value)))
                .isInstanceOfSatisfying(
                        Decoded.Refused.class,
                        refused -> assertThat(refused.requestId()).contains("late"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"data\": %s, \"type\": \"%s\"", "\"type\": \"%2$s\", \"data\": %1$s"})
    void a_structured_cloud_event_is_looked_into(String envelope) {
        String request = "{\"requestId\": \"a\", \"tags\": [" + elements(1001, "\"t\"") + "]}";
        ConsumerRecord<byte[], byte[]> record =
                Incoming.with(
                        Incoming.record(
                                null,
                                "{"
                                        + envelope.formatted(request, "panopto.upload.requested.v1")
                                        + "}"),
                        "content-type",
                        "application/cloudevents+json");
        assertThat(DECODER.decode(record))
                .isInstanceOfSatisfying(
                        Decoded.Refused.class,
                        refused -> assertThat(refused.reason()).contains("tags: has 1001 entries"));
    }

    /** Whether or not it is a request otherwise. */
    private static Optional<String> tooMuch(String fields) {
        try (JsonParser parser = RequestBody.JSON.createParser("{" + fields + "}")) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            return RequestScan.of(parser, new RequestSchema().rule()).faults().sentence();
        }
    }

    private Decoded decode(String fields) {
        return DECODER.decode(Incoming.record("a", "{\"requestId\": \"a\", " + fields + "}"));
    }

    private String refused(String fields) {
        Decoded decoded = decode(fields);
        assertThat(decoded).isInstanceOf(Decoded.Refused.class);
        return ((Decoded.Refused) decoded).reason();
    }

    private static String elements(int number, String element) {
        return String.join(",", Collections.nCopies(number, element));
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }
}
