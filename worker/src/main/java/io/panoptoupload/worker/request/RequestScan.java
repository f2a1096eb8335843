package io.panoptoupload.worker.request;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;

/**
 * A first look at a record's value, token by token, before anything is made of it: whose it is, and
 * whether it holds more than any lecture needs. What is unknown is passed over.
 */
final class RequestScan {
    /** Objects and entries of lists; the smallest ones apart, no request has room for more. */
    static final int MAX_PARTS = 10_000;

    /** A longer text is neither an id nor a type. */
    private static final int MAX_TEXT = 256;

    private final JsonParser parser;
    private final ExtensionsScan extensions;
    private final Faults faults = new Faults();
    private @Nullable String requestId;
    private @Nullable String type;
    private boolean request;
    private int parts;

    /**
     * What was seen.
     *
     * @param isRequest whether there is a JSON object where the request belongs
     * @param requestId as it stands there, if it is a text
     * @param type the CloudEvent's in structured mode
     * @param fault in one sentence, if there is too much of anything
     */
    record Seen(
            boolean isRequest,
            Optional<String> requestId,
            Optional<String> type,
            Optional<String> fault) {}

    private RequestScan(JsonParser parser, JsonMapper json) {
        this.parser = parser;
        this.extensions = new ExtensionsScan(parser, json);
    }

    /**
     * Looks through a value.
     *
     * @param shape of a request
     * @param structured whether the request is the {@code data} of a CloudEvent
     * @throws tools.jackson.core.JacksonException if it is no JSON
     */
    static Seen of(byte[] value, RequestShape shape, boolean structured, JsonMapper json) {
        try (JsonParser parser = json.createParser(value)) {
            RequestScan scan = new RequestScan(parser, json);
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                if (structured) {
                    scan.envelope(shape);
                } else {
                    scan.request(shape);
                }
            }
            return scan.seen();
        }
    }

    private Seen seen() {
        if (parts > MAX_PARTS) {
            faults.add(
                    "%d objects and entries of lists; %d are allowed, so send less"
                            .formatted(parts, MAX_PARTS));
        }
        extensions.judge(faults);
        return new Seen(
                request,
                Optional.ofNullable(requestId),
                Optional.ofNullable(type),
                faults.sentence());
    }

    private void envelope(RequestShape shape) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("type")) {
                type = text(token).orElse("");
            } else if (name.equals("data") && token == JsonToken.START_OBJECT) {
                request(shape);
                continue;
            } else if (name.equals("data")) {
                request = false;
            }
            parser.skipChildren();
        }
    }

    private void request(RequestShape shape) {
        request = true;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("requestId")) {
                requestId = text(token).orElse(null);
                parser.skipChildren();
            } else if (name.equals("extensions") && token == JsonToken.START_OBJECT) {
                extensions.pass();
            } else {
                value(token, shape.fields().get(name));
            }
        }
    }

    private Optional<String> text(JsonToken token) {
        return token == JsonToken.VALUE_STRING && parser.getStringLength() <= MAX_TEXT
                ? Optional.of(parser.getString())
                : Optional.empty();
    }

    /** No deeper than the shape: what it does not know is skipped. */
    private void value(JsonToken token, @Nullable RequestShape shape) {
        if (token == JsonToken.START_OBJECT && shape != null && !shape.fields().isEmpty()) {
            parts++;
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                value(parser.nextToken(), shape.fields().get(name));
            }
        } else if (token == JsonToken.START_ARRAY && shape != null && shape.elements() != null) {
            list(shape.elements(), shape.maxElements());
        } else {
            parser.skipChildren();
        }
    }

    private void list(RequestShape elements, int most) {
        int length = 0;
        JsonToken token = parser.nextToken();
        for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            length++;
            parts += token == JsonToken.START_OBJECT ? 0 : 1;
            value(token, elements);
        }
        if (length > most) {
            int counted = length;
            faults.add(() ->
                    "%s: has %d entries; %d are allowed"
                            .formatted(path(parser.streamReadContext()), counted, most));
        }
    }

    /** As in {@code streams[3].chapters}; only names that the shape knows come up. */
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
