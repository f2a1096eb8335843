package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.node.ObjectNode;

/** One fault at a time in a valid message; {@code null} takes the field away. */
class SchemaRefusalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/requestId | null",
                "/requestId | \"\"",
                "/requestId | \"two words\"",
                "/requestId | \"früh\"",
                "/folderId | null",
                "/folderId | \"algorithms\"",
                "/folderId | \"6c1d8a520f0e4f5e9d3b0a6f1f3c2b11\"",
                "/title | null",
                "/title | \"\"",
                "/command | \"delete\"",
                "/command | \"retry\"",
                "/access | \"everyone\"",
                "/recordedAt | \"2026-11-23\"",
                "/recordedAt | \"2026-11-23T09:00:00\"",
                "/streams | null",
                "/streams | []",
                "/streams/0/source | null",
                "/streams/0/source/uri | null",
                "/streams/0/source/uri | \"http://recorder.uni.example/a.mp4\"",
                "/streams/0/source/uri | \"s3://archive\"",
                "/streams/0/source/sizeBytes | -1",
                "/streams/0/source/checksum/value | \"cbf4392\"",
                "/streams/0/source/checksum/value | \"cbf4392g\"",
                "/streams/0/source/checksum/algorithm | \"md5\"",
                "/streams/0/role | \"tertiary\"",
                "/streams/0/start | \"3.2\"",
                "/streams/0/start | \"P\"",
                "/streams/0/start | \"PT\"",
                "/streams/0/start | \"-PT1S\"",
                "/streams/0/start | \"PT-1S\"",
                "/streams/0/chapters/0/time | null",
                "/streams/0/cuts/0/duration | null",
                "/streams/0/captions/0/language | \"en_US\"",
                "/slides/0/changes/0/slideNumber | 0",
                "/images/0/time | null",
                "/thumbnail/time | null",
                "/attachments/0/mediaType | \"pdf\"",
                "/options/priority | \"urgent\"",
                "/options/deadline | \"tomorrow\"",
                "/addToSession | \"d2a1f0b4-6f0b-4b8b-a0b6-b3a400c5e7f1\"",
                "/extensions | []",
            })
    void a_faulty_request_is_refused(String field, String value) {
        ObjectNode request = Shipped.request("full").deepCopy().asObject();
        set(request, field, value);
        assertThat(Shipped.faultsOfRequest(request)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/addToSession | \"algorithms\"",
                "/streams | null",
                "/folderId | \"6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11\"",
                "/title | \"Algorithms\"",
                "/description | \"of a session\"",
                "/tags | [\"algorithms\"]",
                "/streams/0/role | \"audio\"",
                "/streams/0/start | \"PT3.2S\"",
                "/streams/0/title | \"Screen\"",
            })
    void what_no_session_that_exists_can_be_given_is_refused(String field, String value) {
        ObjectNode request = Shipped.request("add-to-session").deepCopy().asObject();
        assertThat(Shipped.faultsOfRequest(request)).isEmpty();
        set(request, field, value);
        assertThat(Shipped.faultsOfRequest(request)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/requestId | null",
                "/type | \"done\"",
                "/type | null",
                "/sequence | null",
                "/sequence | 0",
                "/acceptedAt | null",
                "/occurredAt | \"now\"",
                "/attempt | 0",
                "/sessionId | null",
                "/files | null",
                "/files/0/crc32 | \"CBF43926\"",
                "/durations/upload | \"PT1S\"",
                "/durations/create | \"1s\"",
            })
    void a_faulty_event_is_refused(String field, String value) {
        ObjectNode event = Shipped.outcome("completed").deepCopy().asObject();
        set(event, field, value);
        assertThat(Shipped.faultsOfEvent(event)).isNotEmpty();
    }

    @Test
    void a_rejected_event_has_no_sequence() {
        ObjectNode event = Shipped.outcome("rejected").deepCopy().asObject();
        event.put("sequence", 1);
        assertThat(Shipped.faultsOfEvent(event)).isNotEmpty();
    }

    private static void set(ObjectNode node, String pointer, String value) {
        int slash = pointer.lastIndexOf('/');
        ObjectNode parent = node.at(pointer.substring(0, slash)).asObject();
        String name = pointer.substring(slash + 1);
        if (value.equals("null")) {
            assertThat(parent.remove(name)).as(pointer).isNotNull();
        } else {
            parent.set(name, Shipped.JSON.readTree(value));
        }
    }
}
