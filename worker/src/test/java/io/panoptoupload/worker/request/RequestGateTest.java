package io.panoptoupload.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/** What a sender gets back: decoded, judged by the schema and by the rules beyond it. */
class RequestGateTest {
    private static final Instant NOW = Instant.parse("2026-11-26T09:00:00Z");

    private static final RequestDecoder DECODER = new RequestDecoder();
    private final RequestRules rules = new RequestRules(InstantSource.fixed(NOW), _ -> {});

    private static final String ADDING =
            """
            {"requestId": "a", "addToSession": "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11",
             "streams": [{"source": {"uri": "file:///a.mp4"}%s}]%s}
            """;

    @Test
    void takes_the_least_and_commands_that_bring_nothing() {
        assertThat(check(Incoming.MINIMAL)).isEmpty();
        assertThat(check("{\"requestId\": \"a\", \"command\": \"cancel\"}")).isEmpty();
        assertThat(check("{\"requestId\": \"a\", \"command\": \"retry\", \"afterAttempt\": 1}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "folderId     | null                     | folderId: is missing",
                "folderId     | \"lectures\"             | folderId: is no GUID",
                "folderId     | 5                        | folderId: has to be a text",
                "title        | null                     | title: is missing",
                "title        | \"\"                     | title: is empty",
                "title        | \"\\u200b\\u0007 \"     | title: shows nothing; send at least one",
                "streams      | []                       | streams: at least one is needed",
                "streams      | [null]                   | streams: at least one is needed",
                "streams      | [{}]                     | streams[0].source: is missing",
                "streams      | [{\"source\": null}]     | streams[0].source: is missing",
                "addToSession | \"lectures\"             | addToSession: is no GUID",
                "addToSession | \"6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11\" | folderId: not with",
                "attachments  | [{\"source\": {\"uri\": \"\"}}] | attachments[0].source.uri: has to begin with",
                "streams | [{\"source\": {\"uri\": \"/captures/x.mp4\"}}]        | is a path; write file:// in front",
                "streams | [{\"source\": {\"uri\": \"C:\\\\captures\\\\x\"}}]   | is a path of Windows",
                "streams | [{\"source\": {\"uri\": \"\\\\\\\\nas\\\\captures\"}}] | is a path of Windows",
                "access       | \"everyone\"             | access: has to be inherit, or restricted, or",
                "recordedAt   | 1700000000               | recordedAt: has to be a text",
                "recordedAt   | \"1700000000\"           | recordedAt: is no RFC 3339 time",
                "thumbnail    | {}                       | thumbnail: has to have either source or time",
                "extensions   | []                       | extensions: has to be an object",
                "tags         | {}                       | tags: has to be a list",
                "cuts         | [{\"start\": \"PT1S\", \"duration\": \"PT0S\"}] | cuts[0].duration: has to be longer",
                "images       | [{\"source\": {\"uri\": \"file:///a\"}}] | images[0].time: is missing",
                "streams | [{\"source\": {\"uri\": \"file:///a\", \"sizeBytes\": 0}}]    | sizeBytes: has to be 1 or more",
                "streams | [{\"source\": {\"uri\": \"file:///a\", \"sizeBytes\": 1.5}}]  | sizeBytes: has to be a whole number",
                "streams | [{\"source\": {\"uri\": \"file:///a\", \"sizeBytes\": 1e99}}] | or less",
                "streams | [{\"source\": {\"uri\": \"file:///a\"}, \"start\": \"-PT1S\"}]  | negative",
                "streams | [{\"source\": {\"uri\": \"file:///a\"}, \"start\": \"soon\"}]   | ISO 8601",
                "streams | [{\"source\": {\"uri\": \"file:///a\"}, \"start\": 5}]          | has to be a text"
            })
    void names_each_fault(String field, String value, String fault) {
        assertThat(fault(changed(field, value))).contains(fault);
    }

    @Test
    void takes_bare_streams_for_a_session_that_exists() {
        assertThat(check(ADDING.formatted("", ""))).isEmpty();
        assertThat(check(ADDING.formatted(", \"role\": \"secondary\"", ", \"access\": \"public\"")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "title | \"t\"",
                "description | \"d\"",
                "recordedAt | \"2026-11-23T09:00:00Z\"",
                "creator | {\"firstName\": \"A\"}",
                "tags | [\"t\"]",
                "slides | [{\"source\": {\"uri\": \"file:///s.pptx\"}}]",
                "images | [{\"source\": {\"uri\": \"file:///i.png\"}, \"time\": \"PT1S\"}]",
                "cuts | [{\"start\": \"PT1S\", \"duration\": \"PT1S\"}]",
                "thumbnail | {\"time\": \"PT1S\"}",
                "attachments | [{\"source\": {\"uri\": \"file:///a.pdf\"}, \"mediaType\": \"application/pdf\"}]"
            })
    void names_what_no_session_that_exists_can_be_given(String field, String value) {
        String more = ", \"%s\": %s".formatted(field, value);
        assertThat(fault(ADDING.formatted("", more))).contains(field + ": not with");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "title | \"t\" | streams[0].title: not with",
                "start | \"PT3S\" | streams[0].start: not with",
                "chapters | [{\"time\": \"PT1S\", \"title\": \"t\"}] | streams[0].chapters: not with",
                "cuts | [{\"start\": \"PT1S\", \"duration\": \"PT1S\"}] | streams[0].cuts: not with",
                "captions | [{\"source\": {\"uri\": \"file:///c.vtt\"}}] | streams[0].captions: not with",
                "role | \"audio\" | streams[0].role: not with"
            })
    void names_what_no_added_stream_can_have(String field, String value, String fault) {
        String more = ", \"%s\": %s".formatted(field, value);
        assertThat(fault(ADDING.formatted(more, ""))).contains(fault);
    }

    @Test
    void checks_checksums_against_their_algorithm() {
        String streams =
                """
                [{"source": {"uri": "file:///a.mp4",
                             "checksum": {"algorithm": "md5", "value": "beef"}}}]
                """;
        assertThat(fault(changed("streams", streams))).contains("32 hexadecimal");
    }

    @Test
    void refuses_more_files_than_any_lecture_has() {
        String caption = "{\"source\": {\"uri\": \"file:///a.vtt\"}}";
        String stream =
                "{\"source\": {\"uri\": \"file:///a.mp4\"}, \"captions\": [%s]}".formatted(caption);
        String many = "[" + (stream + ",").repeat(500) + stream + "]";
        assertThat(fault(changed("streams", many))).contains("1002 files");
    }

    @Test
    void puts_the_first_faults_into_words_and_counts_the_others() {
        String chapter = "{\"time\": \"-PT1S\", \"title\": \"x\"}";
        String streams =
                "[{\"source\": {\"uri\": \"file:///a.mp4\"}, \"chapters\": [%s%s]}]"
                        .formatted((chapter + ",").repeat(999), chapter);
        assertThat(fault(changed("streams", streams)))
                .contains("streams[0].chapters[19].time: is negative")
                .doesNotContain("chapters[20]")
                .endsWith("; and 980 more.");
    }

    @Test
    void says_all_faults_in_one_message() {
        assertThat(fault("{\"requestId\": \"a\", \"folderId\": \"x\"}"))
                .isEqualTo(
                        "The request is invalid: folderId: is no GUID; title: is missing;"
                                + " streams: is missing.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "0", "-1"})
    void wants_to_know_which_attempt_a_retry_is_after(String attempt) {
        String retry =
                "{\"requestId\": \"a\", \"command\": \"retry\", \"afterAttempt\": %s}"
                        .formatted(attempt);
        assertThat(fault(retry)).contains("afterAttempt");
    }

    @Test
    void refuses_a_source_that_this_worker_may_not_read_with_its_own_code() {
        RequestRules strict =
                new RequestRules(
                        InstantSource.fixed(NOW),
                        _ -> {
                            throw new PermanentFault(ErrorCode.SOURCE_NOT_ALLOWED, "Not below.");
                        });
        assertThat(strict.checkSources(request(Incoming.MINIMAL)))
                .contains(new UploadError(ErrorCode.SOURCE_NOT_ALLOWED, "Not below.", false, null));
    }

    @Test
    void judges_whatever_is_null_or_missing_without_an_error_of_its_own() throws Exception {
        try (var full =
                Objects.requireNonNull(
                        UploadRequest.class.getResourceAsStream("examples/requests/full.json"))) {
            JsonNode whole = Incoming.JSON.readTree(full);
            assertThat(spoil(whole, whole)).isGreaterThan(50);
        }
    }

    /** Each value in turn is null; a request must be decoded and judged all the same. */
    private int spoil(JsonNode whole, JsonNode at) {
        int spoilt = 0;
        if (at instanceof ObjectNode object) {
            for (String name : object.propertyNames().stream().toList()) {
                JsonNode before = object.get(name);
                object.putNull(name);
                judge(whole);
                object.set(name, before);
                spoilt += 1 + spoil(whole, before);
            }
        } else if (at instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode before = array.get(i);
                array.setNull(i);
                judge(whole);
                array.set(i, before);
                spoilt += 1 + spoil(whole, before);
            }
        }
        return spoilt;
    }

    private void judge(JsonNode whole) {
        if (DECODER.decode(Incoming.record(null, whole.toString()))
                instanceof Decoded.Request(UploadRequest request)) {
            Optional<UploadError> judged = rules.check(request);
            assertThat(judged).isNotNull();
            assertThat(new ContentDigest(Incoming.JSON).of(request)).hasSize(64);
        }
    }

    private static String changed(String field, String value) {
        ObjectNode request = (ObjectNode) Incoming.JSON.readTree(Incoming.MINIMAL);
        request.set(field, Incoming.JSON.readTree(value));
        return request.toString();
    }

    private String fault(String json) {
        return check(json).orElseThrow();
    }

    private Optional<String> check(String json) {
        return switch (DECODER.decode(Incoming.record(null, json))) {
            case Decoded.Refused refused -> Optional.of(refused.reason());
            case Decoded.Request(UploadRequest request) ->
                    rules.check(request).map(UploadError::message);
        };
    }

    private static UploadRequest request(String json) {
        return Incoming.JSON.readValue(json, UploadRequest.class);
    }
}
