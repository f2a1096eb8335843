package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

class DocumentationTest {
    private final String page = Shipped.text(Path.of("../docs/messages.md"));

    @Test
    void every_json_block_of_the_page_is_a_shipped_example() {
        List<JsonNode> examples =
                Stream.of(
                                Shipped.requests(),
                                Shipped.outcomes(),
                                List.of(
                                        Shipped.ROOT.resolve(
                                                "examples/structured-cloud-event.json")))
                        .flatMap(List::stream)
                        .map(Shipped::json)
                        .toList();
        List<JsonNode> blocks =
                Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL)
                        .matcher(page)
                        .results()
                        .map(block -> Shipped.JSON.readTree(block.group(1)))
                        .toList();
        assertThat(blocks).hasSizeGreaterThan(3);
        assertThat(examples).containsAll(blocks);
    }

    @Test
    void the_page_names_every_field_event_type_and_error_code() {
        for (JsonNode schema : List.of(Shipped.REQUEST_SCHEMA, Shipped.EVENT_SCHEMA)) {
            schema.path("properties").propertyNames().forEach(this::assertNamed);
            schema.get("$defs")
                    .forEach(def ->
                            def.path("properties").propertyNames().forEach(this::assertNamed));
        }
        Shipped.EVENT_SCHEMA
                .at("/properties/type/enum")
                .forEach(type -> assertNamed(type.asString()));
        Arrays.stream(ErrorCode.values()).forEach(code -> assertNamed(code.name()));
        assertNamed(Topics.REQUESTS);
        assertNamed(Topics.OUTCOMES);
        assertNamed(Topics.DEAD_LETTER);
    }

    private void assertNamed(String name) {
        assertThat(page).as(name).contains("`" + name + "`");
    }
}
