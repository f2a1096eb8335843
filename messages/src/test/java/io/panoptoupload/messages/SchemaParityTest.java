package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** The schemas and the records say the same. */
class SchemaParityTest {
    private static final Map<String, Class<?>> REQUEST_PARTS =
            Map.ofEntries(
                    Map.entry("source", Source.class),
                    Map.entry("checksum", Checksum.class),
                    Map.entry("creator", Creator.class),
                    Map.entry("stream", Stream.class),
                    Map.entry("chapter", Chapter.class),
                    Map.entry("cut", Cut.class),
                    Map.entry("caption", Caption.class),
                    Map.entry("slides", Slides.class),
                    Map.entry("slideChange", SlideChange.class),
                    Map.entry("image", Image.class),
                    Map.entry("thumbnail", Thumbnail.class),
                    Map.entry("attachment", Attachment.class),
                    Map.entry("options", Options.class));

    @Test
    void the_request_has_the_fields_of_its_records() {
        JsonNode schema = Shipped.REQUEST_SCHEMA;
        assertThat(properties(schema)).isEqualTo(components(UploadRequest.class));
        Set<String> described = new TreeSet<>();
        schema.get("$defs").properties().stream()
                .filter(def -> def.getValue().has("properties"))
                .forEach(def -> described.add(def.getKey()));
        assertThat(described).isEqualTo(new TreeSet<>(REQUEST_PARTS.keySet()));
        REQUEST_PARTS.forEach((name, part) ->
                assertThat(properties(schema.get("$defs").get(name)))
                        .as(name)
                        .isEqualTo(components(part)));
    }

    @Test
    void the_events_have_the_fields_of_their_records() {
        JsonNode defs = Shipped.EVENT_SCHEMA.get("$defs");
        for (Class<?> record : OutcomeEvent.class.getPermittedSubclasses()) {
            Set<String> expected = components(record);
            expected.remove("header");
            expected.add("type");
            String type = ((OutcomeEvent) sample(record)).type();
            assertThat(properties(defs.get(type))).as(type).isEqualTo(expected);
            assertThat(defs.at("/" + type + "/properties/type/const").asString()).isEqualTo(type);
        }
        assertThat(properties(defs.get("header"))).isEqualTo(components(EventHeader.class));
        assertThat(properties(defs.get("error"))).isEqualTo(components(UploadError.class));
        assertThat(properties(defs.get("file"))).isEqualTo(components(TransferredFile.class));
        assertThat(texts(Shipped.EVENT_SCHEMA.at("/properties/type/enum")))
                .hasSize(OutcomeEvent.class.getPermittedSubclasses().length);
    }

    @Test
    void the_enums_have_the_same_values() {
        JsonNode request = Shipped.REQUEST_SCHEMA;
        assertSame(request.at("/properties/command/enum"), Command.values());
        assertSame(request.at("/properties/access/enum"), Access.values());
        assertSame(request.at("/$defs/stream/properties/role/enum"), Role.values());
        assertSame(request.at("/$defs/options/properties/priority/enum"), Priority.values());
        assertSame(
                request.at("/$defs/checksum/properties/algorithm/enum"),
                ChecksumAlgorithm.values());
        assertSame(Shipped.EVENT_SCHEMA.at("/$defs/stage/enum"), Stage.values());
        assertSame(
                Shipped.EVENT_SCHEMA.at("/$defs/error/properties/code/enum"), ErrorCode.values());
    }

    @Test
    void the_defaults_are_those_of_the_records() {
        UploadRequest request =
                Shipped.JSON.readValue(
                        "{\"streams\":[{\"captions\":[{}]}],\"slides\":[{\"changes\":[{}]}]}",
                        UploadRequest.class);
        JsonNode written = Shipped.JSON.valueToTree(request);
        JsonNode schema = Shipped.REQUEST_SCHEMA;
        assertDefaults(schema, written);
        assertDefaults(schema.at("/$defs/options"), written.get("options"));
        assertDefaults(schema.at("/$defs/stream"), written.at("/streams/0"));
        assertDefaults(schema.at("/$defs/caption"), written.at("/streams/0/captions/0"));
        assertDefaults(schema.at("/$defs/slides"), written.at("/slides/0"));
        assertDefaults(schema.at("/$defs/slideChange"), written.at("/slides/0/changes/0"));
    }

    @Test
    void every_duration_that_java_writes_is_valid() {
        assertDurations(Shipped.EVENT_SCHEMA, Long.MAX_VALUE);
        assertDurations(Shipped.REQUEST_SCHEMA, Duration.ofDays(7).toNanos() + 1);
    }

    private static void assertDurations(JsonNode schema, long nanosBelow) {
        Pattern pattern = Pattern.compile(schema.at("/$defs/duration/pattern").asString());
        new Random(1)
                .longs(1000, 0, nanosBelow)
                .flatMap(n ->
                        LongStream.of(n, n >> 20, n >> 40, n / 60_000_000_000L * 60_000_000_000L))
                .mapToObj(nanos -> Duration.ofNanos(nanos).toString())
                .forEach(text -> assertThat(text).matches(pattern));
        assertThat(Duration.ofNanos(nanosBelow - 1).toString()).matches(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P7D", "PT168H", "PT10080M", "PT604800S", "P07DT00H", "PT604799.999S"})
    void a_duration_of_seven_days_is_valid_in_every_unit(String duration) {
        assertThat(duration).matches(requestDuration());
    }

    @ParameterizedTest
    @ValueSource(strings = {"P8D", "PT169H", "PT10081M", "PT604801S", "PT1000000S", "P10D"})
    void a_longer_one_is_not(String duration) {
        assertThat(duration).doesNotMatch(requestDuration());
    }

    private static Pattern requestDuration() {
        return Pattern.compile(Shipped.REQUEST_SCHEMA.at("/$defs/duration/pattern").asString());
    }

    @Test
    void every_list_has_a_limit() {
        assertThat(Shipped.REQUEST_SCHEMA.findParents("items"))
                .filteredOn(each -> each.path("type").asString("").equals("array"))
                .hasSizeGreaterThan(8)
                .allMatch(each -> each.has("maxItems"));
    }

    @Test
    void extensions_are_nested_thirty_two_levels_at_most() {
        ObjectNode request = Shipped.request("minimal").deepCopy().asObject();
        request.set(
                "extensions", Shipped.JSON.readTree("{\"a\":".repeat(32) + "1" + "}".repeat(32)));
        assertThat(Shipped.faultsOfRequest(request)).isEmpty();
        request.set(
                "extensions",
                Shipped.JSON.readTree("{\"a\":[" + "[".repeat(30) + "[" + "]".repeat(31) + "]}"));
        assertThat(Shipped.faultsOfRequest(request)).isNotEmpty();
    }

    @Test
    void every_field_is_described() {
        for (JsonNode schema : List.of(Shipped.REQUEST_SCHEMA, Shipped.EVENT_SCHEMA)) {
            assertDescribed(schema, schema);
            schema.get("$defs").forEach(def -> assertDescribed(schema, def));
        }
    }

    private static Record sample(Class<?> type) {
        return new RandomRecords(1).next(type.asSubclass(Record.class));
    }

    private static Set<String> components(Class<?> record) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .forEach(names::add);
        return names;
    }

    private static Set<String> properties(JsonNode schema) {
        return new TreeSet<>(schema.get("properties").propertyNames());
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static void assertSame(JsonNode schemaEnum, Enum<?>[] constants) {
        List<String> written =
                Arrays.stream(constants).map(c -> Shipped.JSON.valueToTree(c).asString()).toList();
        assertThat(texts(schemaEnum)).isEqualTo(written);
    }

    private static void assertDefaults(JsonNode schema, JsonNode written) {
        schema.get("properties").properties().stream()
                .filter(property -> property.getValue().has("default"))
                .forEach(property ->
                        assertThat(written.path(property.getKey()))
                                .as(property.getKey())
                                .isEqualTo(property.getValue().get("default")));
    }

    private static void assertDescribed(JsonNode schema, JsonNode def) {
        def.path("properties")
                .properties()
                .forEach(property -> {
                    JsonNode value = property.getValue();
                    JsonNode target =
                            value.has("$ref")
                                    ? schema.at(value.get("$ref").asString().substring(1))
                                    : value;
                    assertThat(value.has("description") || target.has("description"))
                            .as(property.getKey())
                            .isTrue();
                });
    }
}
