package io.panoptoupload.worker.request;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a request token by token, and no further than is safe: whether it holds more than any
 * lecture needs, and what of it is known. A null counts as absent; what is unknown is passed over.
 */
final class RequestScan {
    /** Objects and entries of lists; the smallest ones apart, no request has room for more. */
    static final int MAX_PARTS = 10_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** In place of objects beyond the limit; stays empty. */
    private static final ObjectNode NOTHING_MORE = NODES.objectNode();

    private final JsonParser parser;
    private final ExtensionsScan extensions;
    private final Faults faults = new Faults();
    private int parts;

    /**
     * What was seen.
     *
     * @param request what is known of it, with an empty object for its extensions; none if there is
     *     no JSON object where it belongs
     * @param extensions as they were sent
     * @param faults if there is too much of anything
     */
    record Seen(Optional<ObjectNode> request, Map<String, Object> extensions, Faults faults) {
        static final Seen NOTHING = new Seen(Optional.empty(), Map.of(), new Faults());
    }

    private RequestScan(JsonParser parser) {
        this.parser = parser;
        this.extensions = new ExtensionsScan(parser);
    }

    /**
     * Reads a value.
     *
     * @param parser at its first token, and then at its last
     * @param rule for a request
     * @throws tools.jackson.core.JacksonException if it is no JSON
     */
    static Seen of(JsonParser parser, SchemaRule rule) {
        return parser.currentToken() == JsonToken.START_OBJECT
                ? new RequestScan(parser).seen(rule)
                : Seen.NOTHING;
    }

    private Seen seen(SchemaRule rule) {
        ObjectNode request = object(rule, true);
        if (parts > MAX_PARTS) {
            faults.add(
                    "",
                    "%d objects and entries of lists; %d are allowed, so send less"
                            .formatted(parts, MAX_PARTS));
        }
        extensions.addFaults(faults);
        return new Seen(Optional.of(request), extensions.sent(), faults);
    }

    private ObjectNode object(SchemaRule rule, boolean isRequest) {
        ObjectNode object =
                isFull()
                        ? NOTHING_MORE
                        : new ObjectNode(NODES, new LinkedHashMap<>(rule.fields().size()));
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            SchemaRule.@Nullable Field field = rule.field(name);
            if (field == null) {
                JsonParser _ = parser.skipChildren();
            } else if (token == JsonToken.VALUE_NULL) {
                object.remove(field.name());
            } else if (isRequest && name.equals("extensions") && token == JsonToken.START_OBJECT) {
                extensions.pass();
                object.set(name, NODES.objectNode());
            } else {
                @Nullable JsonNode value = value(token, field.rule());
                if (value != null) {
                    object.set(field.name(), value);
                }
            }
        }
        return object;
    }

    private boolean isFull() {
        return parts > MAX_PARTS;
    }

    /** No deeper than the rule: what it does not know is skipped. Null once there is too much. */
    private @Nullable JsonNode value(JsonToken token, SchemaRule rule) {
        if (token == JsonToken.START_OBJECT) {
            parts++;
            ObjectNode object = object(rule.described(), false);
            return isFull() ? null : object;
        } else if (token == JsonToken.START_ARRAY) {
            return list(rule.described());
        }
        return isFull() ? null : scalar(token);
    }

    private JsonNode scalar(JsonToken token) {
        return switch (token) {
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> WholeNumbers.of(parser.getString());
            default -> NODES.stringNode(parser.getString());
        };
    }

    private ArrayNode list(SchemaRule rule) {
        ArrayNode list = NODES.arrayNode();
        @Nullable SchemaRule elements = rule.elements();
        if (elements == null) {
            JsonParser _ = parser.skipChildren();
            return list;
        }
        int length = 0;
        JsonToken token = parser.nextToken();
        for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token != JsonToken.VALUE_NULL) {
                length++;
                parts += token == JsonToken.START_OBJECT ? 0 : 1;
                @Nullable JsonNode element = value(token, elements);
                if (element != null) {
                    list.add(element);
                }
            }
        }
        checkLength(length, rule.maxElements());
        return list;
    }

    private void checkLength(int length, int max) {
        if (length > max) {
            faults.add(() ->
                    new FieldFault(
                            path(parser.streamReadContext()),
                            "has %d entries; %d are allowed".formatted(length, max)));
        }
    }

    /** As in {@code streams[3].chapters}; only names that the schema knows come up. */
    private static String path(TokenStreamContext at) {
        if (at.inRoot()) {
            return "";
        }
        String parent = path(at.getParent());
        if (at.inArray()) {
            return parent + "[" + at.getCurrentIndex() + "]";
        }
        return parent.isEmpty() ? at.currentName() : parent + "." + at.currentName();
    }
}
