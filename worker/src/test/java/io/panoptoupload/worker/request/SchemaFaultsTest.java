package io.panoptoupload.worker.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.Set;
import java.util.TreeSet;

class SchemaFaultsTest {
    @Test
    void every_pattern_of_the_schema_has_a_sentence_of_its_own() {
        Set<String> patterns = new TreeSet<>();
        collect("", RequestSchema.published(), patterns);
        assertThat(SchemaFaults.PATTERNS.keySet()).isEqualTo(patterns);
    }

    @Test
    void a_keyword_that_is_not_known_here_stops_the_start() {
        JsonNode schema =
                RequestBody.JSON.readTree(
                        "{\"properties\": {\"title\": {\"contentEncoding\": \"base64\"}}}");
        assertThatThrownBy(() -> SchemaRule.of(schema))
                .hasMessageContaining("/properties/title/contentEncoding");
    }

    private static void collect(String at, JsonNode schema, Set<String> patterns) {
        if (schema.path("pattern").isString()) {
            patterns.add(at);
        }
        schema.properties()
                .forEach(each -> collect(at + "/" + each.getKey(), each.getValue(), patterns));
        for (int i = 0; schema.isArray() && i < schema.size(); i++) {
            collect(at + "/" + i, schema.get(i), patterns);
        }
    }
}
