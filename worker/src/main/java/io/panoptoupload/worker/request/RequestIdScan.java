package io.panoptoupload.worker.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.util.Optional;

/**
 * Finds the {@code requestId} of a record of which nothing else may be readable: token by token, so
 * that nothing of the record can harm it.
 */
public final class RequestIdScan {
    private static final Logger log = LoggerFactory.getLogger(RequestIdScan.class);

    /** The id in the value, else the record's key; not checked for being an id. */
    public Optional<String> of(ConsumerRecord<byte[], byte[]> record) {
        return inValue(record)
                .or(() ->
                        Optional.ofNullable(record.key())
                                .filter(key -> key.length <= RequestDecoder.MAX_ID_LENGTH)
                                .map(key -> new String(key, UTF_8)));
    }

    private Optional<String> inValue(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null || record.value().length > RequestDecoder.MAX_BYTES) {
            return Optional.empty();
        }
        RequestBody body = RequestBody.of(record);
        if (!body.isThere()) {
            return Optional.empty();
        }
        try (JsonParser parser = body.open()) {
            return parser.currentToken() == JsonToken.START_OBJECT
                    ? idIn(parser)
                    : Optional.empty();
        } catch (JacksonException e) {
            log.debug("no requestId before the end of what can be read", e);
            return Optional.empty();
        }
    }

    private static Optional<String> idIn(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("requestId")) {
                return value == JsonToken.VALUE_STRING
                        ? Optional.of(parser.getString())
                        : Optional.empty();
            }
            JsonParser _ = parser.skipChildren();
        }
        return Optional.empty();
    }
}
