package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * JSON in and out, with the errors of one of Panopto's APIs. An unknown field is a mistake of the
 * caller's and is refused.
 */
final class Json {
    private final JsonMapper mapper =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private final ErrorBody errors;

    Json(ErrorBody errors) {
        this.errors = errors;
    }

    SimulatorResponse response(int status, Object body) {
        return SimulatorResponse.of(
                status, "application/json; charset=utf-8", mapper.writeValueAsString(body));
    }

    SimulatorResponse error(int status, String message) {
        return response(status, errors.of(status, message));
    }

    Refusal refusal(int status, String message) {
        return new Refusal(error(status, message));
    }

    /** Panopto's identity server responds with 400 to each fault, to a wrong client as well. */
    Refusal oauthRefusal(String error) {
        return new Refusal(response(400, Map.of("error", error)));
    }

    /** The body as JSON, or a refusal. */
    JsonNode tree(Exchange exchange) throws IOException {
        try {
            return mapper.readTree(exchange.document());
        } catch (JacksonException e) {
            throw refusal(400, "The body is not JSON: " + e.getOriginalMessage());
        }
    }

    /** The body as a JSON object, or a refusal. */
    JsonNode object(Exchange exchange) throws IOException {
        JsonNode node = tree(exchange);
        if (!node.isObject()) {
            throw refusal(400, "The body must be a JSON object.");
        }
        return node;
    }

    /** A field of a body that must be a GUID. */
    String guid(JsonNode body, String field) {
        try {
            return UUID.fromString(body.path(field).asString("")).toString();
        } catch (IllegalArgumentException e) {
            throw refusal(400, field + " must be a GUID.");
        }
    }

    /** A user as the API v1 shows one; the id is made from the name, which is unique here. */
    static Map<String, String> user(String name) {
        return Map.of(
                "Id", UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString(), "Username", name);
    }

    <T> T read(byte[] document, TypeReference<T> type) {
        try {
            return Objects.requireNonNull(mapper.readValue(document, type));
        } catch (JacksonException e) {
            throw refusal(400, "The document cannot be understood: " + e.getOriginalMessage());
        }
    }

    /** A map that keeps its order and may hold nulls, which Panopto spells out. */
    static Map<String, @Nullable Object> fields() {
        return new LinkedHashMap<>();
    }
}
