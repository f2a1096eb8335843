package io.panoptoupload.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.request.ContentDigest;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The {@code requestId} of a request that has none: the same for the same {@code Idempotency-Key}
 * of the same sender, so that whatever is sent again is known again.
 */
final class DerivedId {
    static final int MAX_KEY_LENGTH = 255;
    private static final int BYTES = 16;

    private final JsonMapper json;

    DerivedId(JsonMapper json) {
        this.json = json;
    }

    static String of(String actor, String key) {
        byte[] digest = ContentDigest.sha256().digest((actor + '\n' + key).getBytes(UTF_8));
        return "key-" + HexFormat.of().formatHex(digest, 0, BYTES);
    }

    /** Whether it is an object without an id; null counts as absent. */
    boolean isMissing(byte[] body) {
        try (JsonParser parser = json.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            boolean missing = true;
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("requestId")) {
                    missing = value == JsonToken.VALUE_NULL;
                }
                JsonParser _ = parser.skipChildren();
            }
            return missing && parser.nextToken() == null;
        } catch (JacksonException e) {
            // The gate says what is wrong with it.
            return false;
        }
    }

    /** The same object with that id behind everything else: the last field of a name counts. */
    static byte[] add(String requestId, byte[] object) {
        int end = object.length - 1;
        while (object[end] != '}') {
            end--;
        }
        int before = end - 1;
        while (object[before] <= ' ') {
            before--;
        }
        byte[] field =
                "%s\"requestId\":\"%s\"}"
                        .formatted(object[before] == '{' ? "" : ",", requestId)
                        .getBytes(UTF_8);
        return ByteBuffer.allocate(end + field.length).put(object, 0, end).put(field).array();
    }
}
