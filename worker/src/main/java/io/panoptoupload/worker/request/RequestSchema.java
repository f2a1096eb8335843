package io.panoptoupload.worker.request;

import io.panoptoupload.messages.UploadRequest;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The published schema, which decides what a request is. */
final class RequestSchema {
    private static final String RESOURCE = "schema/upload-request.schema.json";

    private final SchemaRule rule = SchemaRule.of(published());

    static JsonNode published() {
        try (InputStream published =
                Objects.requireNonNull(
                        UploadRequest.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return RequestBody.JSON.readTree(published);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SchemaRule rule() {
        return rule;
    }

    /** Adds what the schema finds wrong with a request, in words. */
    void validate(JsonNode request, Faults faults) {
        new SchemaValidator().validate(rule, request, faults);
    }
}
