package io.panoptoupload.worker.request;

import io.panoptoupload.messages.UploadRequest;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The known part of a value, as the published schema of requests has it: an object with these
 * fields, a list of these elements, or something that holds neither.
 *
 * @param fields of an object; what is not among them is ignored
 * @param elements of a list; null for what is no list
 * @param maxElements of a list
 */
record RequestShape(
        Map<String, RequestShape> fields, @Nullable RequestShape elements, int maxElements) {
    private static final String SCHEMA = "schema/upload-request.schema.json";

    /** The shape of a request. */
    static RequestShape ofRequest(JsonMapper json) {
        try (InputStream published =
                Objects.requireNonNull(UploadRequest.class.getResourceAsStream(SCHEMA), SCHEMA)) {
            JsonNode schema = json.readTree(published);
            return of(schema, schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same as one field of an object of which nothing else is known. */
    RequestShape inField(String name) {
        return new RequestShape(Map.of(name, this), null, 0);
    }

    private static RequestShape of(JsonNode schema, JsonNode at) {
        JsonNode described =
                at.has("$ref") ? schema.at(at.get("$ref").asString().substring(1)) : at;
        Map<String, RequestShape> fields = new HashMap<>();
        described
                .path("properties")
                .properties()
                .forEach(each -> fields.put(each.getKey(), of(schema, each.getValue())));
        JsonNode items = described.get("items");
        return items == null
                ? new RequestShape(Map.copyOf(fields), null, 0)
                : new RequestShape(
                        Map.copyOf(fields), of(schema, items), described.get("maxItems").asInt());
    }
}
