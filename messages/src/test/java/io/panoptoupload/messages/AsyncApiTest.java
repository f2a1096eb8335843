package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class AsyncApiTest {
    private final JsonNode document =
            new YAMLMapper().readTree(Shipped.text(Shipped.ROOT.resolve("asyncapi.yaml")));

    @Test
    void every_reference_leads_somewhere() {
        List<String> references = new ArrayList<>();
        collectReferences(document, references);
        assertThat(references).isNotEmpty();
        assertThat(references)
                .allSatisfy(ref -> assertThat(target(ref).isMissingNode()).as(ref).isFalse());
    }

    @Test
    void every_example_is_valid() {
        int examples = 0;
        for (Map.Entry<String, JsonNode> message : messages()) {
            for (JsonNode example : message.getValue().get("examples")) {
                examples++;
                assertThat(faults(message.getValue().path("headers"), example.path("headers")))
                        .as("headers of %s", message.getKey())
                        .isEmpty();
                assertThat(faults(message.getValue().path("payload"), example.path("payload")))
                        .as("payload of %s", message.getKey())
                        .isEmpty();
            }
        }
        assertThat(examples).isGreaterThan(OutcomeEvent.class.getPermittedSubclasses().length);
    }

    @Test
    void every_event_has_a_message_with_its_own_id_and_type() {
        List<String> types = new ArrayList<>();
        for (JsonNode reference : document.at("/channels/outcomes/messages")) {
            JsonNode example = resolved(reference).at("/examples/0");
            OutcomeEvent event =
                    Shipped.JSON.treeToValue(resolved(example.get("payload")), OutcomeEvent.class);
            JsonNode headers = example.get("headers");
            types.add(event.type());
            assertThat(headers.get(CloudEvents.TYPE_HEADER).asString())
                    .isEqualTo(CloudEvents.type(event));
            assertThat(headers.get(CloudEvents.ID_HEADER).asString())
                    .isEqualTo(
                            event instanceof OutcomeEvent.Rejected
                                    ? CloudEvents.idOfRejected(event.header().requestId(), 3, 1042)
                                    : CloudEvents.id(event));
        }
        assertThat(types).hasSize(OutcomeEvent.class.getPermittedSubclasses().length);
        assertThat(types).doesNotHaveDuplicates();
    }

    @Test
    void the_channels_are_the_topics() {
        assertThat(document.get("channels").valueStream().map(c -> c.get("address").asString()))
                .containsExactly(Topics.REQUESTS, Topics.OUTCOMES, Topics.DEAD_LETTER);
    }

    @Test
    void the_headers_are_those_of_the_constants() {
        JsonNode schemas = document.at("/components/schemas");
        assertThat(schemas.at("/outcomeHeaders/properties").propertyNames())
                .containsExactlyInAnyOrder(
                        CloudEvents.SPECVERSION_HEADER,
                        CloudEvents.ID_HEADER,
                        CloudEvents.TYPE_HEADER,
                        CloudEvents.SOURCE_HEADER,
                        CloudEvents.SUBJECT_HEADER,
                        CloudEvents.TIME_HEADER,
                        CloudEvents.CONTENT_TYPE_HEADER,
                        CloudEvents.TRACEPARENT_HEADER);
        assertThat(
                        schemas.at("/requestHeaders/properties/ce_type/enum")
                                .valueStream()
                                .map(JsonNode::asString))
                .containsExactlyElementsOf(
                        Arrays.stream(Command.values()).map(CloudEvents::type).toList());
        assertThat(schemas.at("/deadLetterHeaders/properties").propertyNames())
                .containsExactly(Topics.DEAD_LETTER_REASON_HEADER);
    }

    private Iterable<Map.Entry<String, JsonNode>> messages() {
        return document.at("/components/messages").properties();
    }

    private List<String> faults(JsonNode schema, JsonNode value) {
        if (schema.isMissingNode() || value.isMissingNode()) {
            return List.of();
        }
        String reference = schema.path("$ref").asString("");
        JsonNode payload = resolved(value);
        if (reference.startsWith("schema/upload-request")) {
            return Shipped.faultsOfRequest(payload);
        }
        if (reference.startsWith("schema/outcome-event")) {
            assertThat(reference).endsWith("/" + payload.get("type").asString());
            return Shipped.faultsOfEvent(payload);
        }
        return Shipped.faults(resolved(schema), payload);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? target(node.get("$ref").asString()) : node;
    }

    private JsonNode target(String reference) {
        int hash = reference.indexOf('#');
        String file = hash < 0 ? reference : reference.substring(0, hash);
        JsonNode base = file.isEmpty() ? document : Shipped.json(Shipped.ROOT.resolve(file));
        return hash < 0 ? base : base.at(reference.substring(hash + 1));
    }

    private static void collectReferences(JsonNode node, List<String> references) {
        if (node.has("$ref")) {
            references.add(node.get("$ref").asString());
        }
        node.forEach(child -> collectReferences(child, references));
    }
}
