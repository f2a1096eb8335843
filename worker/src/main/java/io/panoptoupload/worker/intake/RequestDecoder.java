package io.panoptoupload.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

import java.util.Optional;

/** Reads requests: plain JSON, and CloudEvents in binary and in structured mode. */
final class RequestDecoder {
    /** Larger requests are refused, so that no journal record outgrows Kafka's limits. */
    static final int LARGEST = 512 * 1024;

    private static final int LONGEST_ID = 200;
    private static final int LONGEST_TRACEPARENT = 256;

    private final JsonMapper json;

    RequestDecoder(JsonMapper json) {
        this.json =
                json.rebuild()
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .withCoercionConfig(LogicalType.Textual, RequestDecoder::textOnly)
                        .build();
    }

    /** A number where a text belongs is a mistake of the sender's, not to be guessed at. */
    private static void textOnly(MutableCoercionConfig config) {
        config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    Decoded decode(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> key = Optional.ofNullable(record.key()).map(k -> new String(k, UTF_8));
        if (record.value() == null) {
            return new Decoded.Undecodable("The record has no value.", key.filter(this::isId));
        }
        if (record.value().length > LARGEST) {
            return new Decoded.Undecodable(
                    "The request has %d bytes; at most %d are allowed."
                            .formatted(record.value().length, LARGEST),
                    key.filter(this::isId));
        }
        Optional<String> id = key;
        try {
            JsonNode value = json.readTree(record.value());
            boolean structured =
                    header(record, CloudEvents.CONTENT_TYPE_HEADER)
                            .filter(type -> type.startsWith(CloudEvents.STRUCTURED_JSON))
                            .isPresent();
            Optional<String> type =
                    structured
                            ? Optional.of(value.path("type").asString(""))
                            : header(record, CloudEvents.TYPE_HEADER);
            JsonNode data = structured ? value.path("data") : value;
            if (!(data instanceof ObjectNode object)) {
                return new Decoded.Undecodable(
                        "The request is not a JSON object.", key.filter(this::isId));
            }
            id = textId(object).or(() -> key);
            return withCommand(object, type, id);
        } catch (JacksonException e) {
            return new Decoded.Undecodable(
                    "The request cannot be read: " + reason(e), id.filter(this::isId));
        }
    }

    private Decoded withCommand(ObjectNode data, Optional<String> type, Optional<String> id) {
        if (type.isPresent()) {
            @Nullable Command command = CloudEvents.command(type.get());
            if (command == null) {
                return new Decoded.Undecodable(
                        "The CloudEvent's type is none of a request's.", id.filter(this::isId));
            }
            data.put("command", json.convertValue(command, String.class));
        }
        UploadRequest request = json.treeToValue(data, UploadRequest.class);
        if (!isId(request.requestId())) {
            return new Decoded.Undecodable(
                    "requestId: has to be 1 to 200 visible ASCII characters.", Optional.empty());
        }
        return new Decoded.Request(request);
    }

    private static Optional<String> textId(ObjectNode data) {
        JsonNode id = data.path("requestId");
        return id.isString() ? Optional.of(id.asString()) : Optional.empty();
    }

    boolean isId(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST_ID
                && id.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        @Nullable Header header = record.headers().lastHeader(name);
        return Optional.ofNullable(header)
                .map(Header::value)
                .map(value -> new String(value, UTF_8));
    }

    /** Longer than any that W3C's recommendation knows, it would only make every event larger. */
    static Optional<String> traceparent(ConsumerRecord<byte[], byte[]> record) {
        return header(record, CloudEvents.TRACEPARENT_HEADER)
                .filter(trace -> trace.length() <= LONGEST_TRACEPARENT);
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
