package io.panoptoupload.gateway.api;

import io.panoptoupload.worker.request.FieldFault;
import io.panoptoupload.worker.request.RequestDecoder;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;

/** Reads bodies, of which no more than a request may have is ever in memory. */
final class RequestBodies {
    private final JsonMapper json;

    RequestBodies(JsonMapper json) {
        this.json = json;
    }

    /** The bytes of the body. */
    static byte[] read(HttpServletRequest request) throws IOException {
        @Nullable String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Problem.unsupported("The body has to be sent without a Content-Encoding.");
        }
        if (request.getContentLengthLong() > RequestDecoder.MAX_BYTES) {
            throw Problem.tooLarge(RequestDecoder.MAX_BYTES);
        }
        byte[] body = request.getInputStream().readNBytes(RequestDecoder.MAX_BYTES + 1);
        if (body.length > RequestDecoder.MAX_BYTES) {
            throw Problem.tooLarge(RequestDecoder.MAX_BYTES);
        }
        return body;
    }

    /** The text in a field of a small object; null if there is no body, or no such field. */
    @Nullable String text(byte[] body, String field) {
        if (body.length == 0) {
            return null;
        }
        JsonNode value = object(body).path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw Problem.invalid(new FieldFault(field, "has to be a text"));
        }
        return value.asString();
    }

    private JsonNode object(byte[] body) {
        try {
            JsonNode read = json.readTree(body);
            if (read.isObject()) {
                return read;
            }
        } catch (JacksonException e) {
            throw Problem.invalid(new FieldFault("", "it is not valid JSON"));
        }
        throw Problem.invalid(new FieldFault("", "it is not a JSON object"));
    }
}
