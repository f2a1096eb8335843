package io.panoptoupload.worker.panopto;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.Locale;
import java.util.Map;

/** An HTTP answer, read to its end. */
record Answer(int status, @Nullable String contentType, @Nullable String retryAfter, String body) {
    /** Unknown fields travel back to Panopto, so numbers must not change on the way. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** Shows expiry of the token, or a lack of rights: Panopto uses both for both. */
    boolean refused() {
        return status == 401 || status == 403;
    }

    /** The body, when it is a JSON object, whatever its media type says. */
    @Nullable ObjectNode object() {
        try {
            return JSON.readTree(body) instanceof ObjectNode object ? object : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Panopto itself speaks JSON; a proxy's or web server's own error pages are HTML or empty. */
    boolean fromPanopto() {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).contains("json")
                && object() != null;
    }

    /** What is said in words, or null for an HTML page. */
    @Nullable String text() {
        ObjectNode object = object();
        if (object != null) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (field.getKey().equalsIgnoreCase("message") && field.getValue().isString()) {
                    return field.getValue().stringValue();
                }
            }
        }
        return body.stripLeading().startsWith("<") ? null : body;
    }
}
