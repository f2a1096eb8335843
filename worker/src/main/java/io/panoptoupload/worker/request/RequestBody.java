package io.panoptoupload.worker.request;

import io.panoptoupload.messages.CloudEvents;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;

/**
 * Where in a record the request stands: it is the value, or the data of a CloudEvent in structured
 * mode, in each form that CloudEvents' JSON format has for data.
 */
final class RequestBody {
    /** Names are as many as the sender likes, and a table of them would grow with each. */
    static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                                    .build())
                    .build();

    /** Of a schema registry: a zero, and the schema's id in four bytes. */
    private static final int FRAME_LENGTH = 5;

    private final byte[] json;
    private final int from;
    private final @Nullable Envelope envelope;

    private RequestBody(byte[] json, int from, @Nullable Envelope envelope) {
        this.json = json;
        this.from = from;
        this.envelope = envelope;
    }

    /** The request in a record that has a value. */
    static RequestBody of(ConsumerRecord<byte[], byte[]> record) {
        return of(record, record.value());
    }

    /** The request in a value, or in the beginning of one, that came with a record's headers. */
    static RequestBody of(ConsumerRecord<byte[], byte[]> record, byte[] value) {
        int from = start(value);
        boolean structured =
                Headers.mediaType(record).filter(CloudEvents.STRUCTURED_JSON::equals).isPresent();
        // Some clients give an envelope the media type of its data.
        if (structured || Headers.find(record, CloudEvents.TYPE_HEADER).isEmpty()) {
            Envelope envelope = Envelope.of(value, from, structured);
            if (structured || envelope.isCloudEvent()) {
                return envelope.content()
                        .map(content -> new RequestBody(content, start(content), envelope))
                        .orElseGet(() -> new RequestBody(value, from, envelope));
            }
        }
        return plain(value);
    }

    /** A value that is the request itself, whatever it looks like. */
    static RequestBody plain(byte[] value) {
        return new RequestBody(value, start(value), null);
    }

    /** Behind a schema registry's frame and a byte order mark. */
    private static int start(byte[] value) {
        int from = value.length > FRAME_LENGTH && value[0] == 0 ? FRAME_LENGTH : 0;
        boolean marked =
                value.length >= from + 3
                        && value[from] == (byte) 0xEF
                        && value[from + 1] == (byte) 0xBB
                        && value[from + 2] == (byte) 0xBF;
        return marked ? from + 3 : from;
    }

    /** Whether it is the data of a CloudEvent in structured mode. */
    boolean isEnveloped() {
        return envelope != null;
    }

    /** The CloudEvent's type in structured mode, empty if it has none. */
    Optional<String> type() {
        return envelope == null ? Optional.empty() : envelope.type().or(() -> Optional.of(""));
    }

    Optional<String> traceparent() {
        return envelope == null ? Optional.empty() : envelope.traceparent();
    }

    /** Why the value is not JSON, as far as it was read; empty if it is. */
    Optional<JacksonException> fault() {
        return envelope == null ? Optional.empty() : envelope.fault();
    }

    /** Whether there is anything in the request's place; a CloudEvent may have no data. */
    boolean isThere() {
        return envelope == null || isContent() || envelope.hasObject();
    }

    /**
     * A parser at the first token of what is there.
     *
     * @throws JacksonException if it is no JSON
     */
    JsonParser open() {
        JsonParser parser = parser(json, from);
        JsonToken _ = parser.nextToken();
        if (envelope != null && !isContent()) {
            envelope.enterData(parser);
        }
        return parser;
    }

    private boolean isContent() {
        return envelope != null && envelope.content().isPresent();
    }

    /** Reads on to the end of the value, where the request is all of it. */
    void requireEndBehind(JsonParser parser) {
        if (envelope == null || isContent()) {
            requireEnd(parser);
        }
    }

    static void requireEnd(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw new StreamReadException(parser, "there is more than one value");
        }
    }

    /**
     * @throws JacksonException if its first bytes are of no encoding that JSON may have
     */
    static JsonParser parser(byte[] json, int from) {
        return JSON.createParser(json, from, json.length - from);
    }
}
