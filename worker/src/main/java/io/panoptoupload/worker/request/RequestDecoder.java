package io.panoptoupload.worker.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

import java.util.Optional;

/** Reads requests: plain JSON, and CloudEvents in binary and in structured mode. */
public final class RequestDecoder {
    /** Larger requests are refused, so that no journal record outgrows Kafka's limits. */
    public static final int MAX_BYTES = 512 * 1024;

    static final int MAX_ID_LENGTH = 200;
    private static final int MAX_TRACEPARENT_LENGTH = 256;

    /** Other headers mean nothing here, and these are short. */
    private static final int MAX_HEADER_BYTES = 1024;

    /** What {@link StreamReadConstraints} allow at most. */
    private static final String TOO_MUCH =
            "The request cannot be read: it is nested more than %d levels deep, or has a number of more than %d digits or a name of more than %d characters."
                    .formatted(
                            StreamReadConstraints.DEFAULT_MAX_DEPTH,
                            StreamReadConstraints.DEFAULT_MAX_NUM_LEN,
                            StreamReadConstraints.DEFAULT_MAX_NAME_LEN);

    private final JsonMapper json;
    private final RequestShape shape;

    public RequestDecoder() {
        this.json =
                // Names are as many as the sender likes, and a table of them grows with each.
                JsonMapper.builder(
                                JsonFactory.builder()
                                        .disable(
                                                TokenStreamFactory.Feature
                                                        .CANONICALIZE_PROPERTY_NAMES)
                                        .build())
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .withCoercionConfig(LogicalType.Textual, RequestDecoder::textOnly)
                        .build();
        this.shape = RequestShape.ofRequest(json);
    }

    /** A number where a text belongs is a mistake of the sender's, not to be guessed at. */
    private static void textOnly(MutableCoercionConfig config) {
        config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    public Decoded decode(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> key = key(record);
        byte @Nullable [] value = record.value();
        if (value == null) {
            return new Decoded.Undecodable("The record has no value.", key);
        }
        if (value.length > MAX_BYTES) {
            return new Decoded.Undecodable(
                    "The request has %d bytes; at most %d are allowed."
                            .formatted(value.length, MAX_BYTES),
                    key);
        }
        boolean structured =
                header(record, CloudEvents.CONTENT_TYPE_HEADER)
                        .filter(type -> type.startsWith(CloudEvents.STRUCTURED_JSON))
                        .isPresent();
        Optional<String> id = key;
        try {
            RequestScan.Seen seen = RequestScan.of(value, shape, structured, json);
            id = seen.requestId().filter(this::isId).or(() -> key);
            if (!seen.isRequest()) {
                return new Decoded.Undecodable("The request is not a JSON object.", id);
            }
            if (seen.fault().isPresent()) {
                return new Decoded.Undecodable(seen.fault().get(), id);
            }
            Optional<String> type =
                    structured
                            ? seen.type().or(() -> Optional.of(""))
                            : header(record, CloudEvents.TYPE_HEADER);
            @Nullable Command command = type.map(CloudEvents::command).orElse(null);
            if (type.isPresent() && command == null) {
                return new Decoded.Undecodable("The CloudEvent's type is none of a request's.", id);
            }
            UploadRequest request =
                    structured
                            ? json.readValue(value, Envelope.class).data()
                            : json.readValue(value, UploadRequest.class);
            if (!isId(request.requestId())) {
                return new Decoded.Undecodable(
                        "requestId: has to be 1 to 200 visible ASCII characters.", id);
            }
            return new Decoded.Request(
                    command == null
                            ? request
                            : UploadRequest.builder(request).command(command).build());
        } catch (StreamConstraintsException e) {
            return new Decoded.Undecodable(TOO_MUCH, id);
        } catch (JacksonException e) {
            return new Decoded.Undecodable("The request cannot be read: " + reason(e), id);
        }
    }

    /** A CloudEvent in structured mode. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Envelope(UploadRequest data) {}

    /** The record's key, if it can be an id. */
    private Optional<String> key(ConsumerRecord<byte[], byte[]> record) {
        return Optional.ofNullable(record.key())
                .filter(key -> key.length <= MAX_ID_LENGTH)
                .map(key -> new String(key, UTF_8))
                .filter(this::isId);
    }

    /** Whether a text can be the id of a request. */
    public boolean isId(String id) {
        return !id.isEmpty()
                && id.length() <= MAX_ID_LENGTH
                && id.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        @Nullable Header header = record.headers().lastHeader(name);
        return Optional.ofNullable(header)
                .map(Header::value)
                .filter(value -> value.length <= MAX_HEADER_BYTES)
                .map(value -> new String(value, UTF_8));
    }

    /** Longer than any that W3C's recommendation knows, it would only make every event larger. */
    public static Optional<String> traceparent(ConsumerRecord<byte[], byte[]> record) {
        return header(record, CloudEvents.TRACEPARENT_HEADER)
                .filter(trace -> trace.length() <= MAX_TRACEPARENT_LENGTH);
    }

    /** Without the excerpt of the source that Jackson appends: it may hold presigned URLs. */
    private static String reason(JacksonException e) {
        String place =
                e.getLocation() == null
                        ? ""
                        : " (line %d, column %d)"
                                .formatted(
                                        e.getLocation().getLineNr(), e.getLocation().getColumnNr());
        String path =
                e.getPath().stream()
                        .map(ref ->
                                ref.getPropertyName() == null
                                        ? "[" + ref.getIndex() + "]"
                                        : ref.getPropertyName())
                        .reduce((a, b) -> a + "." + b)
                        .orElse("");
        return path.isEmpty() ? "it is not valid JSON" + place + "." : path + " has a wrong value.";
    }
}
