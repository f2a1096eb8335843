package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One change at a time; {@code null} takes the keyword away. */
class SchemaChangeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/required | [\"requestId\", \"priority\"]",
                "/properties/tags | null",
                "/properties/tags/type | \"string\"",
                "/properties/tags/maxItems | 10",
                "/properties/title/minLength | 2",
                "/properties/title/pattern | \"^[a-z]*$\"",
                "/properties/command/default | \"cancel\"",
                "/properties/command/enum | [\"upload\", \"cancel\"]",
                "/properties/creator/$ref | \"#/$defs/cut\"",
                "/$defs/image/required | [\"source\", \"time\", \"title\"]",
                "/$defs/checksum | null",
                "/allOf | [false]",
            })
    void what_refuses_an_old_request_is_found(String keyword, String value) {
        JsonNode changed = changed(Shipped.REQUEST_SCHEMA, keyword, value);
        assertThat(SchemaChange.breaksForOldWriters(Shipped.REQUEST_SCHEMA, changed))
                .containsExactly(keyword);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/properties/requestId/description | \"An id.\"",
                "/properties/colour | {\"type\": \"string\"}",
                "/properties/command/enum | [\"upload\", \"cancel\", \"retry\", \"pause\"]",
                "/$defs/visible/minLength | 0",
                "/properties/folderId/pattern | null",
                "/$defs/image/required | [\"source\"]",
            })
    void what_takes_more_than_before_is_harmless_to_writers(String keyword, String value) {
        JsonNode changed = changed(Shipped.REQUEST_SCHEMA, keyword, value);
        assertThat(SchemaChange.breaksForOldWriters(Shipped.REQUEST_SCHEMA, changed)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/$defs/file/required | [\"name\", \"sizeBytes\"]",
                "/$defs/file/required | null",
                "/$defs/file/properties/sizeBytes | null",
                "/$defs/file/properties/sizeBytes/type | \"string\"",
                "/$defs/file/properties/sizeBytes/minimum | -1",
                "/$defs/file/properties/crc32/pattern | null",
                "/$defs/progress/properties/percent/maximum | 1000",
                "/$defs/stage/enum | [\"create\", \"archive\"]",
                "/$defs/error/properties/code/enum | null",
                "/$defs/completed/properties/files/items/$ref | \"#/$defs/error\"",
                "/$defs/cancelled | null",
            })
    void what_an_old_reader_does_not_expect_is_found(String keyword, String value) {
        JsonNode changed = changed(Shipped.EVENT_SCHEMA, keyword, value);
        assertThat(SchemaChange.breaksForOldReaders(Shipped.EVENT_SCHEMA, changed))
                .containsExactly(keyword);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/$defs/file/properties/sha256 | {\"type\": \"string\"}",
                "/$defs/failed/required | [\"type\", \"error\", \"stage\"]",
                "/$defs/error/properties/code/enum | [\"INTERNAL\"]",
            })
    void what_promises_more_than_before_is_harmless_to_readers(String keyword, String value) {
        JsonNode changed = changed(Shipped.EVENT_SCHEMA, keyword, value);
        assertThat(SchemaChange.breaksForOldReaders(Shipped.EVENT_SCHEMA, changed)).isEmpty();
    }

    @Test
    void a_schema_breaks_nothing_of_itself() {
        assertThat(SchemaChange.breaksForOldReaders(Shipped.EVENT_SCHEMA, Shipped.EVENT_SCHEMA))
                .isEmpty();
        assertThat(SchemaChange.breaksForOldWriters(Shipped.REQUEST_SCHEMA, Shipped.REQUEST_SCHEMA))
                .isEmpty();
    }

    private static JsonNode changed(JsonNode schema, String pointer, String value) {
        JsonNode copy = schema.deepCopy();
        int slash = pointer.lastIndexOf('/');
        ObjectNode parent = copy.at(pointer.substring(0, slash)).asObject();
        String name = pointer.substring(slash + 1);
        if (value.equals("null")) {
            parent.remove(name);
        } else {
            parent.set(name, Shipped.JSON.readTree(value));
        }
        return copy;
    }
}
