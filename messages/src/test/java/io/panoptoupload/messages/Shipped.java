package io.panoptoupload.messages;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The resources that the module ships, as tests see them. */
final class Shipped {
    static final JsonMapper JSON = new JsonMapper();
    static final Path ROOT = Path.of("src/main/resources/io/panoptoupload/messages");

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder ->
                            builder.schemaRegistryConfig(
                                    SchemaRegistryConfig.builder()
                                            .formatAssertionsEnabled(true)
                                            .build()));

    static final JsonNode REQUEST_SCHEMA = json(ROOT.resolve("schema/upload-request.schema.json"));
    static final JsonNode EVENT_SCHEMA = json(ROOT.resolve("schema/outcome-event.schema.json"));

    private static final Schema REQUEST = REGISTRY.getSchema(REQUEST_SCHEMA);
    private static final Schema EVENT = REGISTRY.getSchema(EVENT_SCHEMA);

    private Shipped() {}

    static List<String> faultsOfRequest(JsonNode request) {
        return faults(REQUEST, request);
    }

    static List<String> faultsOfEvent(JsonNode event) {
        return faults(EVENT, event);
    }

    static List<String> faults(JsonNode schema, JsonNode value) {
        return faults(REGISTRY.getSchema(schema), value);
    }

    private static List<String> faults(Schema schema, JsonNode value) {
        return schema.validate(JSON.writeValueAsString(value), InputFormat.JSON).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    static List<Path> requests() {
        return files("examples/requests");
    }

    static List<Path> outcomes() {
        return files("examples/outcomes");
    }

    private static List<Path> files(String directory) {
        try (var files = Files.list(ROOT.resolve(directory))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode request(String name) {
        return json(ROOT.resolve("examples/requests").resolve(name + ".json"));
    }

    static JsonNode outcome(String name) {
        return json(ROOT.resolve("examples/outcomes").resolve(name + ".json"));
    }

    static JsonNode json(Path file) {
        return JSON.readTree(text(file));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
