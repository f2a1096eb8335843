package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

class RoundTripTest {
    private static final int ROUNDS = 200;

    static List<Class<?>> eventTypes() {
        return Arrays.asList(OutcomeEvent.class.getPermittedSubclasses());
    }

    @Test
    void random_requests_read_back_as_they_were() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = ThreadLocalRandom.current().nextLong();
            UploadRequest request = new RandomRecords(seed).next(UploadRequest.class);
            String written = Shipped.JSON.writeValueAsString(request);
            assertThat(Shipped.JSON.readValue(written, UploadRequest.class))
                    .as("seed %d: %s", seed, written)
                    .isEqualTo(request);
        }
    }

    @ParameterizedTest
    @MethodSource("eventTypes")
    void random_events_read_back_as_they_were(Class<? extends Record> type) {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = ThreadLocalRandom.current().nextLong();
            Record event = new RandomRecords(seed).next(type);
            String written = Shipped.JSON.writeValueAsString(event);
            assertThat(Shipped.JSON.readValue(written, OutcomeEvent.class))
                    .as("seed %d: %s", seed, written)
                    .isEqualTo(event);
        }
    }

    @Test
    void the_header_stands_flat_beside_the_events_own_fields() {
        OutcomeEvent event = new RandomRecords(1).next(OutcomeEvent.Finalised.class);
        ObjectNode written = Shipped.JSON.valueToTree(event);
        assertThat(written.propertyNames())
                .contains("type", "requestId", "occurredAt", "worker")
                .doesNotContain("header", "final");
    }

    /** As docs/messages.md has it: types may be added. */
    @Test
    void an_event_of_a_type_to_come_is_null_to_a_reader_that_asks_for_that() {
        JsonMapper json =
                JsonMapper.builder()
                        .disable(DeserializationFeature.FAIL_ON_INVALID_SUBTYPE)
                        .build();
        OutcomeEvent event = new RandomRecords(1).next(OutcomeEvent.Finalised.class);
        ObjectNode written = Shipped.JSON.valueToTree(event);
        assertThat(json.readValue(written.toString(), OutcomeEvent.class)).isEqualTo(event);
        written.put("type", "archived");
        assertThat(json.readValue(written.toString(), OutcomeEvent.class)).isNull();
    }

    @Test
    void unknown_fields_are_ignored_at_every_depth() {
        ObjectNode request = Shipped.request("full").deepCopy().asObject();
        var expected = Shipped.JSON.treeToValue(request, UploadRequest.class);
        request.put("colour", "blue");
        request.withObject("/options").put("colour", "blue");
        request.withObject("/streams/0/source/checksum").put("colour", "blue");
        assertThat(Shipped.JSON.treeToValue(request, UploadRequest.class)).isEqualTo(expected);
        assertThat(Shipped.faultsOfRequest(request)).isEmpty();

        ObjectNode event = Shipped.outcome("completed").deepCopy().asObject();
        var completed = Shipped.JSON.treeToValue(event, OutcomeEvent.class);
        event.put("colour", "blue");
        event.withObject("/files/0").put("colour", "blue");
        assertThat(Shipped.JSON.treeToValue(event, OutcomeEvent.class)).isEqualTo(completed);
        assertThat(Shipped.faultsOfEvent(event)).isEmpty();
    }

    @Test
    void an_invalid_request_can_still_be_read_to_the_end() {
        var request =
                Shipped.JSON.readValue(
                        """
                        {"requestId": null, "folderId": "algorithms", "afterAttempt": -1,
                         "streams": [null, {"role": null, "captions": [{}]}], "slides": [{}],
                         "images": [{}], "cuts": [{}], "thumbnail": {}, "attachments": [{}],
                         "options": null, "extensions": {"a": null}}
                        """,
                        UploadRequest.class);
        assertThat(request.requestId()).isEmpty();
        assertThat(request.title()).isNull();
        assertThat(request.folderId()).isEqualTo("algorithms");
        assertThat(request.streams())
                .singleElement()
                .satisfies(stream -> assertThat(stream.source().uri()).isEmpty())
                .satisfies(stream -> assertThat(stream.role()).isEqualTo(Role.PRIMARY))
                .satisfies(stream -> assertThat(stream.captions().get(0).visible()).isTrue());
        assertThat(request.options()).isEqualTo(Options.DEFAULT);
        assertThat(request.extensions()).containsEntry("a", null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"CANCEL\"", "\"stop\"", "\"\""})
    void a_command_is_read_by_its_name_alone(String command) {
        assertThatThrownBy(() ->
                        Shipped.JSON.readValue(
                                "{\"command\": " + command + "}", UploadRequest.class))
                .hasMessageContaining(
                        "'" + command.replace("\"", "") + "' is none of upload, cancel, retry");
    }

    @Test
    void the_builder_sets_every_field() {
        UploadRequest request = new RandomRecords(7).next(UploadRequest.class);
        assertThat(
                        UploadRequest.builder(request.requestId())
                                .command(request.command())
                                .reason(request.reason())
                                .afterAttempt(request.afterAttempt())
                                .folderId(request.folderId())
                                .title(request.title())
                                .description(request.description())
                                .recordedAt(request.recordedAt())
                                .creator(request.creator())
                                .tags(request.tags())
                                .streams(request.streams())
                                .slides(request.slides())
                                .images(request.images())
                                .cuts(request.cuts())
                                .thumbnail(request.thumbnail())
                                .attachments(request.attachments())
                                .access(request.access())
                                .addToSession(request.addToSession())
                                .options(request.options())
                                .extensions(request.extensions())
                                .build())
                .isEqualTo(request);
    }

    @Test
    void only_four_types_of_event_are_final() {
        assertThat(Shipped.outcomes())
                .map(file -> Shipped.JSON.treeToValue(Shipped.json(file), OutcomeEvent.class))
                .filteredOn(OutcomeEvent::isFinal)
                .extracting(OutcomeEvent::type)
                .containsExactlyInAnyOrder("rejected", "completed", "failed", "cancelled");
    }
}
