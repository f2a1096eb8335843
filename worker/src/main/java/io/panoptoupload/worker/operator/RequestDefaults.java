package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;

/**
 * For what a request itself leaves open.
 *
 * @param content in the shape of a request
 */
record RequestDefaults(ObjectNode content) {
    /** Sets a field, if there is a value; a dot leads into an object. */
    static void put(ObjectNode node, String path, @Nullable String value) {
        if (value == null) {
            return;
        }
        int dot = path.indexOf('.');
        if (dot < 0) {
            node.put(path, value);
        } else {
            put(node.withObjectProperty(path.substring(0, dot)), path.substring(dot + 1), value);
        }
    }

    boolean isEmpty() {
        return content.isEmpty();
    }

    /** Whether something was added. */
    boolean complete(ObjectNode request) {
        ObjectNode missing = content.deepCopy();
        // A cancel, or a retry of what is known, has no content to complete.
        if (!request.path("command").asString("upload").equals("upload")) {
            missing.retain("requestId");
        }
        if (request.hasNonNull("addToSession")) {
            missing.remove("folderId");
            missing.remove("title");
        }
        return complete(request, missing);
    }

    private static boolean complete(ObjectNode request, ObjectNode missing) {
        boolean changed = false;
        for (Map.Entry<String, JsonNode> each : missing.properties()) {
            JsonNode known = request.get(each.getKey());
            if (known == null || known.isNull()) {
                request.set(each.getKey(), each.getValue());
                changed = true;
            } else if (known instanceof ObjectNode inner
                    && each.getValue() instanceof ObjectNode more) {
                changed |= complete(inner, more);
            }
        }
        return changed;
    }
}
