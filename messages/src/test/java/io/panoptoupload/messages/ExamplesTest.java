package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

class ExamplesTest {
    static List<Path> requests() {
        return Shipped.requests();
    }

    static List<Path> outcomes() {
        return Shipped.outcomes();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_request_is_valid_and_reads_back_as_the_same(Path file) {
        JsonNode example = Shipped.json(file);
        assertThat(Shipped.faultsOfRequest(example)).isEmpty();

        UploadRequest request = Shipped.JSON.treeToValue(example, UploadRequest.class);
        JsonNode written = Shipped.JSON.valueToTree(request);
        assertThat(Shipped.faultsOfRequest(written)).isEmpty();
        assertThat(Shipped.JSON.treeToValue(written, UploadRequest.class)).isEqualTo(request);
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void an_event_is_valid_and_is_written_exactly_as_it_stands(Path file) {
        JsonNode example = Shipped.json(file);
        assertThat(Shipped.faultsOfEvent(example)).isEmpty();

        OutcomeEvent event = Shipped.JSON.treeToValue(example, OutcomeEvent.class);
        assertThat(Shipped.JSON.readTree(Shipped.JSON.writeValueAsString(event)))
                .isEqualTo(Shipped.JSON.readTree(Shipped.text(file)));
    }

    @Test
    void there_is_one_for_every_type_of_event() {
        assertThat(Shipped.outcomes())
                .extracting(file -> file.getFileName().toString().replace(".json", ""))
                .containsExactlyInAnyOrderElementsOf(
                        Shipped.EVENT_SCHEMA
                                .at("/properties/type/enum")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList());
    }

    @Test
    void the_requests_show_every_field() {
        Set<String> shown = new TreeSet<>();
        Shipped.requests().forEach(file -> collectNames(Shipped.json(file), shown));
        Set<String> described =
                new TreeSet<>(Shipped.REQUEST_SCHEMA.get("properties").propertyNames());
        Shipped.REQUEST_SCHEMA
                .get("$defs")
                .forEach(def -> described.addAll(def.path("properties").propertyNames()));
        assertThat(shown).containsAll(described);
    }

    @Test
    void the_full_request_is_read_to_the_last_field() {
        UploadRequest full = read("full");
        assertThat(Shipped.JSON.<JsonNode>valueToTree(full).propertyNames())
                .containsAll(Shipped.request("full").propertyNames());
        assertThat(full.recordedAt()).hasToString("2026-11-23T09:00+01:00");
        assertThat(full.streams().get(1).start()).isEqualTo(Duration.ofMillis(3200));
        assertThat(full.access()).isEqualTo(Access.ORGANIZATION);
        assertThat(full.extensions()).containsEntry("room", "LT1");
    }

    @Test
    void the_builder_and_the_short_forms_make_the_same_requests() {
        assertThat(
                        UploadRequest.builder("lt1-2026-11-23T09")
                                .folderId("6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11")
                                .title("Algorithms, week 12")
                                .streams(
                                        List.of(
                                                Stream.of(
                                                        Source.of(
                                                                "file:///captures/lt1-camera.mp4"),
                                                        Role.PRIMARY)))
                                .build())
                .isEqualTo(read("minimal"));
        assertThat(UploadRequest.cancel("lt1-2026-11-23T09", "Wrong folder"))
                .isEqualTo(read("cancel"));
        assertThat(UploadRequest.retry("lt1-2026-11-23T09", 1)).isEqualTo(read("retry"));
    }

    @Test
    void the_structured_cloud_event_holds_the_minimal_request() {
        JsonNode envelope =
                Shipped.json(Shipped.ROOT.resolve("examples/structured-cloud-event.json"));
        assertThat(envelope.get("type").asString()).isEqualTo(CloudEvents.UPLOAD_REQUESTED);
        assertThat(envelope.get("specversion").asString()).isEqualTo(CloudEvents.SPECVERSION);
        assertThat(envelope.get("data")).isEqualTo(Shipped.request("minimal"));
    }

    private static UploadRequest read(String name) {
        return Shipped.JSON.treeToValue(Shipped.request(name), UploadRequest.class);
    }

    private static void collectNames(JsonNode node, Set<String> names) {
        node.properties()
                .forEach(field -> {
                    names.add(field.getKey());
                    collectNames(field.getValue(), names);
                });
        if (node.isArray()) {
            node.forEach(element -> collectNames(element, names));
        }
    }
}
