package io.panoptoupload.worker.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.util.Optional;

/**
 * The outermost object of a value, read as a CloudEvent in structured mode: its attributes, and
 * where its data is. Token by token, so that no objects are built for what is ignored.
 */
final class Envelope {
    /** Longer than any of the attributes that mean something here. */
    private static final int MAX_ATTRIBUTE_LENGTH = 256;

    private @Nullable String specversion;
    private @Nullable String type;
    private @Nullable String traceparent;
    private @Nullable String mediaType;
    private boolean request;
    private int dataFields;
    private boolean object;
    private @Nullable String text;
    private byte @Nullable [] bytes;
    private @Nullable JacksonException fault;

    /**
     * Reads to the end, or to where the value is no JSON any more.
     *
     * @param knownCloudEvent whether it is known to be a CloudEvent; else a request's field ends
     *     the search
     */
    static Envelope of(byte[] value, int from, boolean knownCloudEvent) {
        Envelope envelope = new Envelope();
        try (JsonParser parser = RequestBody.parser(value, from)) {
            if (parser.nextToken() == JsonToken.START_OBJECT
                    && envelope.read(parser, knownCloudEvent)) {
                RequestBody.requireEnd(parser);
            }
        } catch (JacksonException e) {
            envelope.fault = e;
        }
        return envelope;
    }

    /** Whether it was read to its end. */
    private boolean read(JsonParser parser, boolean knownCloudEvent) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "specversion" -> specversion = attribute(parser, token);
                case "type" -> type = attribute(parser, token);
                case "traceparent" -> traceparent = attribute(parser, token);
                case "datacontenttype" -> mediaType = attribute(parser, token);
                case "requestId" -> request = true;
                case "data" -> data(parser, token);
                case "data_base64" ->
                        bytes = token == JsonToken.VALUE_STRING ? parser.getBinaryValue() : null;
                default -> {}
            }
            JsonParser _ = parser.skipChildren();
            if (request && !knownCloudEvent) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String attribute(JsonParser parser, JsonToken token) {
        return token == JsonToken.VALUE_STRING && parser.getStringLength() <= MAX_ATTRIBUTE_LENGTH
                ? parser.getString()
                : null;
    }

    private void data(JsonParser parser, JsonToken token) {
        dataFields++;
        object = token == JsonToken.START_OBJECT;
        text = token == JsonToken.VALUE_STRING ? parser.getString() : null;
    }

    /** Whether it says so itself; no attribute of a CloudEvent has a name like a request's. */
    boolean isCloudEvent() {
        return specversion != null && !request;
    }

    Optional<String> type() {
        return Optional.ofNullable(type);
    }

    Optional<String> traceparent() {
        return Optional.ofNullable(traceparent);
    }

    /** Why the value is not JSON to its end, if it is not. */
    Optional<JacksonException> fault() {
        return Optional.ofNullable(fault);
    }

    /** Whether the data stands in the value as an object. */
    boolean hasObject() {
        return object;
    }

    /** Goes on from the value's first token to that of the data, which is the last of its name. */
    void enterData(JsonParser at) {
        int left = dataFields;
        for (String name = at.nextName(); name != null; name = at.nextName()) {
            JsonToken _ = at.nextToken();
            if (name.equals("data") && --left == 0) {
                return;
            }
            JsonParser _ = at.skipChildren();
        }
    }

    /** The data, if it does not stand in the value as an object. */
    Optional<byte[]> content() {
        return Optional.ofNullable(bytes).or(this::contentOfText);
    }

    /** Of JSON, a text is a text; of anything else, it is the content. */
    private Optional<byte[]> contentOfText() {
        return Optional.ofNullable(text)
                .filter(_ -> mediaType != null && !isJson(Headers.mediaType(mediaType)))
                .map(content -> content.getBytes(UTF_8));
    }

    private static boolean isJson(String mediaType) {
        return mediaType.endsWith("/json") || mediaType.endsWith("+json");
    }
}
