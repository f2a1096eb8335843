package io.panoptoupload.worker.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the {@code requestId} of a record of which nothing else may be readable: token by token, so
 * that nothing of the record can harm it.
 */
public final class RequestIdScan {
    private static final Logger log = LoggerFactory.getLogger(RequestIdScan.class);

    private RequestIdScan() {}

    /** The id in the value, as far into it as a request may reach, else in the record's key. */
    public static Optional<String> of(ConsumerRecord<byte[], byte[]> record) {
        return inValue(record)
                .filter(RequestDecoder::isId)
                .or(() ->
                        Optional.ofNullable(record.key())
                                .filter(key -> key.length <= RequestDecoder.MAX_ID_LENGTH)
                                .map(key -> new String(key, UTF_8))
                                .filter(RequestDecoder::isId));
    }

    private static Optional<String> inValue(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        if (value == null) {
            return Optional.empty();
        }
        Optional<String> id = Optional.empty();
        try {
            byte[] beginning =
                    value.length > RequestDecoder.MAX_BYTES
                            ? Arrays.copyOf(value, RequestDecoder.MAX_BYTES)
                            : value;
            RequestBody body = RequestBody.of(record, beginning);
            if (!body.isThere()) {
                return id;
            }
            try (JsonParser parser = body.open()) {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                        JsonToken token = parser.nextToken();
                        if (name.equals("requestId")) {
                            id = text(parser, token);
                        }
                        JsonParser _ = parser.skipChildren();
                    }
                }
            }
        } catch (RuntimeException e) {
            // Whatever else the parser throws: what is to be set aside must not fail here again.
            log.debug("only its beginning can be read", e);
        }
        return id;
    }

    private static Optional<String> text(JsonParser parser, JsonToken token) {
        return token == JsonToken.VALUE_STRING
                        && parser.getStringLength() <= RequestDecoder.MAX_ID_LENGTH
                ? Optional.of(parser.getString())
                : Optional.empty();
    }
}
