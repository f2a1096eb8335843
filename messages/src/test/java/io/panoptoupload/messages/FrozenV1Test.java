package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Version 1 of the contract, as it was when others began to build on it: producers that were built
 * then must still be understood, and what is published now must still be what consumers were built
 * for. The frozen files are never changed; another version of the contract gets files of its own.
 */
class FrozenV1Test {
    private static final Path V1 = Path.of("src/test/resources/io/panoptoupload/messages/v1");
    private static final JsonNode REQUEST_SCHEMA =
            Shipped.json(V1.resolve("schema/upload-request.schema.json"));
    private static final JsonNode EVENT_SCHEMA =
            Shipped.json(V1.resolve("schema/outcome-event.schema.json"));

    /**
     * Where the schema of requests was narrowed on purpose, each with the reason: only for what no
     * producer can have meant, or what the worker refused anyhow.
     */
    private static final Set<String> NARROWED =
            Set.of(
                    // Upper limits that no lecture reaches, against requests made to be expensive.
                    "/properties/tags/maxItems",
                    "/properties/streams/maxItems",
                    "/properties/slides/maxItems",
                    "/properties/images/maxItems",
                    "/properties/cuts/maxItems",
                    "/properties/attachments/maxItems",
                    "/properties/extensions/additionalProperties",
                    "/$defs/stream/properties/chapters/maxItems",
                    "/$defs/stream/properties/cuts/maxItems",
                    "/$defs/stream/properties/captions/maxItems",
                    "/$defs/slides/properties/changes/maxItems",
                    "/$defs/duration/pattern",
                    // Zeros in front, by the thousand.
                    "/$defs/duration/maxLength",
                    // Numbers beyond what any program counts in, which were read as others.
                    "/properties/afterAttempt/maximum",
                    "/$defs/source/properties/sizeBytes/maximum",
                    "/$defs/slideChange/properties/slideNumber/maximum",
                    // An empty file is no recording; the worker always refused it.
                    "/$defs/source/properties/sizeBytes/minimum",
                    // Texts that show nothing: Panopto got them empty.
                    "/properties/title/$ref",
                    "/properties/tags/items/$ref",
                    "/$defs/chapter/properties/title/$ref",
                    // Times that the format does not allow, with the year 0, which no manifest can
                    // hold, and leap seconds, which were read as garbage, left out.
                    "/properties/recordedAt/$ref",
                    "/$defs/options/properties/notBefore/$ref",
                    "/$defs/options/properties/deadline/$ref",
                    // Links with which the manifest is not valid, so that Panopto fails the
                    // session.
                    "/$defs/chapter/properties/url/$ref",
                    "/$defs/slideChange/properties/url/$ref",
                    "/$defs/image/properties/url/$ref",
                    // The description always said so.
                    "/$defs/cut/properties/duration/pattern",
                    // Control characters, which no URI has; schemes may be in upper case now.
                    "/$defs/source/properties/uri/pattern",
                    // Longer than any tag and any checksum of the algorithms.
                    "/$defs/caption/properties/language/pattern",
                    "/$defs/checksum/properties/value/pattern",
                    // No media type has other characters, and validators differ on what a blank is.
                    "/$defs/attachment/properties/mediaType/pattern",
                    // A retry with a folder, title or session and no streams: always refused.
                    "/allOf");

    static List<Path> requests() throws IOException {
        return files("examples/requests");
    }

    static List<Path> events() throws IOException {
        return files("examples/outcomes");
    }

    static List<Path> shippedEvents() {
        Set<JsonNode> types = types(EVENT_SCHEMA);
        return Shipped.outcomes().stream()
                .filter(file -> types.contains(Shipped.json(file).get("type")))
                .toList();
    }

    @Test
    void the_frozen_files_are_untouched() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path file : files("")) {
            digest.update((V1.relativize(file) + "\n").getBytes(UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("1880a02e77ab496ee34ae99d424ef0e37b9a886a55bc291551324ebeee9583ae");
    }

    @Test
    void the_schema_of_requests_still_takes_what_it_took() {
        assertThat(SchemaChange.breaksForOldWriters(REQUEST_SCHEMA, Shipped.REQUEST_SCHEMA))
                .isSubsetOf(NARROWED);
    }

    /** But for new types of events: readers skip those that they do not know. */
    @Test
    void the_schema_of_events_still_promises_what_it_promised() {
        assertThat(types(Shipped.EVENT_SCHEMA)).containsAll(types(EVENT_SCHEMA));
        assertThat(
                        SchemaChange.breaksForOldReaders(
                                definitions(EVENT_SCHEMA), definitions(Shipped.EVENT_SCHEMA)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_request_of_then_is_still_taken_whole(Path file) {
        JsonNode request = Shipped.json(file);
        assertThat(Shipped.faultsOfRequest(request)).isEmpty();
        JsonNode read =
                Shipped.JSON.valueToTree(Shipped.JSON.treeToValue(request, UploadRequest.class));
        assertContains(read, request, "");
        assertThat(Shipped.faults(REQUEST_SCHEMA, read)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_of_then_is_still_written_as_it_stood(Path file) {
        JsonNode event = Shipped.json(file);
        assertThat(Shipped.faultsOfEvent(event)).isEmpty();
        OutcomeEvent read = Shipped.JSON.treeToValue(event, OutcomeEvent.class);
        assertThat(Shipped.JSON.readTree(Shipped.JSON.writeValueAsString(read))).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("shippedEvents")
    void an_event_of_today_is_what_readers_of_then_expect(Path file) {
        OutcomeEvent event = Shipped.JSON.treeToValue(Shipped.json(file), OutcomeEvent.class);
        assertThat(Shipped.faults(EVENT_SCHEMA, Shipped.JSON.valueToTree(event))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void every_error_code_of_today_is_known_to_readers_of_then(ErrorCode code) {
        ObjectNode event = example("failed");
        event.withObject("/error").set("code", Shipped.JSON.valueToTree(code));
        assertThat(Shipped.faults(EVENT_SCHEMA, event)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void every_stage_of_today_is_known_to_readers_of_then(Stage stage) {
        ObjectNode event = example("progress");
        event.set("stage", Shipped.JSON.valueToTree(stage));
        assertThat(Shipped.faults(EVENT_SCHEMA, event)).isEmpty();
    }

    @Test
    void the_names_around_the_values_are_the_same() {
        assertThat(
                        List.of(
                                Topics.REQUESTS,
                                Topics.OUTCOMES,
                                Topics.JOURNAL,
                                Topics.DEAD_LETTER,
                                Topics.DEAD_LETTER_REASON_HEADER))
                .containsExactly(
                        "panopto.upload.requests",
                        "panopto.upload.outcomes",
                        "panopto.upload.journal",
                        "panopto.upload.requests-dlt",
                        "reason");
        assertThat(Arrays.stream(Command.values()).map(CloudEvents::type))
                .contains(
                        "panopto.upload.requested.v1",
                        "panopto.upload.cancel-requested.v1",
                        "panopto.upload.retry-requested.v1");
        assertThat(
                        List.of(
                                CloudEvents.SPECVERSION_HEADER,
                                CloudEvents.ID_HEADER,
                                CloudEvents.TYPE_HEADER,
                                CloudEvents.SOURCE_HEADER,
                                CloudEvents.SUBJECT_HEADER,
                                CloudEvents.TIME_HEADER,
                                CloudEvents.CONTENT_TYPE_HEADER,
                                CloudEvents.TRACEPARENT_HEADER))
                .containsExactly(
                        "ce_specversion",
                        "ce_id",
                        "ce_type",
                        "ce_source",
                        "ce_subject",
                        "ce_time",
                        "content-type",
                        "traceparent");
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_of_then_has_the_type_and_the_id_that_it_had(Path file) {
        JsonNode json = Shipped.json(file);
        String name = json.get("type").asString();
        OutcomeEvent event = Shipped.JSON.treeToValue(json, OutcomeEvent.class);
        assertThat(CloudEvents.type(event)).isEqualTo("panopto.upload." + name + ".v1");
        if (json.has("sequence")) {
            long acceptedAt = Instant.parse(json.get("acceptedAt").asString()).toEpochMilli();
            assertThat(CloudEvents.id(event))
                    .isEqualTo(
                            json.get("requestId").asString()
                                    + "/"
                                    + acceptedAt
                                    + "/"
                                    + json.get("sequence").asInt());
        }
    }

    private static JsonNode definitions(JsonNode schema) {
        return Shipped.JSON.createObjectNode().set("$defs", schema.get("$defs"));
    }

    private static ObjectNode example(String type) {
        return Shipped.json(V1.resolve("examples/outcomes/" + type + ".json")).asObject();
    }

    private static Set<JsonNode> types(JsonNode schema) {
        return Set.copyOf(schema.at("/properties/type/enum").valueStream().toList());
    }

    /** The records write their defaults as well; whatever the other says must be in it. */
    private static void assertContains(JsonNode whole, JsonNode part, String at) {
        assertThat(whole.getNodeType()).as(at).isEqualTo(part.getNodeType());
        if (part.isObject()) {
            part.properties()
                    .forEach(field ->
                            assertContains(
                                    whole.path(field.getKey()),
                                    field.getValue(),
                                    at + "/" + field.getKey()));
        } else if (part.isArray()) {
            assertThat(whole.size()).as(at).isEqualTo(part.size());
            for (int i = 0; i < part.size(); i++) {
                assertContains(whole.get(i), part.get(i), at + "/" + i);
            }
        } else {
            assertThat(whole).as(at).isEqualTo(part);
        }
    }

    private static List<Path> files(String directory) throws IOException {
        try (var files = Files.walk(V1.resolve(directory))) {
            return List.copyOf(new TreeSet<>(files.filter(Files::isRegularFile).toList()));
        }
    }
}
