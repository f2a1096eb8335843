package io.panoptoupload.worker.request;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads requests: plain JSON, and CloudEvents in binary and in structured mode. What is read is
 * what the published schema lets pass.
 */
public final class RequestDecoder {
    /** Larger requests are refused, so that no journal record outgrows Kafka's limits. */
    public static final int MAX_BYTES = 512 * 1024;

    static final int MAX_ID_LENGTH = 200;
    private static final int MAX_TRACEPARENT_LENGTH = 256;

    /** An extension of CloudEvents, in binary mode. */
    private static final String TRACEPARENT_ATTRIBUTE = "ce_traceparent";

    /** What {@link StreamReadConstraints} allow at most. */
    private static final String TOO_MUCH =
            "The request cannot be read: it is nested more than %d levels deep, or has a number of more than %d digits or a name of more than %d characters."
                    .formatted(
                            StreamReadConstraints.DEFAULT_MAX_DEPTH,
                            StreamReadConstraints.DEFAULT_MAX_NUM_LEN,
                            StreamReadConstraints.DEFAULT_MAX_NAME_LEN);

    private final RequestSchema schema = new RequestSchema();
    private final JsonMapper json =
            RequestBody.JSON
                    .rebuild()
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .addModule(Times.module())
                    .build();

    public Decoded decode(ConsumerRecord<byte[], byte[]> record) {
        return decode(record, RequestBody::of);
    }

    /** Reads a record whose value is no CloudEvent, whatever it looks like. */
    Decoded decodePlain(ConsumerRecord<byte[], byte[]> record) {
        return decode(record, plain -> RequestBody.plain(plain.value()));
    }

    private Decoded decode(
            ConsumerRecord<byte[], byte[]> record,
            Function<ConsumerRecord<byte[], byte[]>, RequestBody> read) {
        byte @Nullable [] value = record.value();
        if (value == null) {
            return refused("The record has no value.", record);
        }
        if (value.length > MAX_BYTES) {
            return refused(
                    "The request has %d bytes; at most %d are allowed."
                            .formatted(value.length, MAX_BYTES),
                    record);
        }
        RequestBody body = read.apply(record);
        if (body.fault().isPresent()) {
            return unreadable(body.fault().get(), record);
        }
        try {
            return decode(record, body);
        } catch (JacksonException e) {
            return unreadable(e, record);
        }
    }

    private Decoded decode(ConsumerRecord<byte[], byte[]> record, RequestBody body) {
        RequestScan.Seen seen = scan(body);
        if (seen.request().isEmpty()) {
            return refused(
                    body.isEnveloped()
                            ? "The CloudEvent's data is not a JSON object."
                            : "The request is not a JSON object.",
                    record);
        }
        Optional<String> tooMuch = seen.faults().sentence();
        if (tooMuch.isPresent()) {
            return new Decoded.Refused(
                    tooMuch.get(), RequestIdScan.of(record), Map.of(), seen.faults().described());
        }
        Optional<String> type = body.type().or(() -> Headers.find(record, CloudEvents.TYPE_HEADER));
        @Nullable Command command = type.map(CloudEvents::command).orElse(null);
        if (type.isPresent() && command == null) {
            return refused("The CloudEvent's type is none of a request's.", record);
        }
        return validated(seen.request().get(), seen.extensions(), command, record);
    }

    private RequestScan.Seen scan(RequestBody body) {
        if (!body.isThere()) {
            return RequestScan.Seen.NOTHING;
        }
        try (JsonParser parser = body.open()) {
            RequestScan.Seen seen = RequestScan.of(parser, schema.rule());
            body.requireEndBehind(parser);
            return seen;
        }
    }

    private Decoded validated(
            ObjectNode request,
            Map<String, Object> extensions,
            @Nullable Command command,
            ConsumerRecord<byte[], byte[]> record) {
        if (command != null) {
            request.set("command", json.valueToTree(command));
        }
        Faults faults = new Faults();
        schema.validate(request, faults);
        return faults.sentence()
                .<Decoded>map(reason ->
                        new Decoded.Refused(
                                reason, RequestIdScan.of(record), extensions, faults.described()))
                .orElseGet(() -> new Decoded.Request(read(request, extensions)));
    }

    private UploadRequest read(ObjectNode request, Map<String, Object> extensions) {
        return UploadRequest.builder(json.treeToValue(request, UploadRequest.class))
                .extensions(extensions)
                .build();
    }

    private static Decoded.Refused refused(String reason, ConsumerRecord<byte[], byte[]> record) {
        return new Decoded.Refused(reason, RequestIdScan.of(record), Map.of(), List.of());
    }

    private static Decoded.Refused unreadable(
            JacksonException e, ConsumerRecord<byte[], byte[]> record) {
        return refused(
                e instanceof StreamConstraintsException
                        ? TOO_MUCH
                        : "The request cannot be read: " + reason(e),
                record);
    }

    /** Whether a text can be the id of a request. */
    public static boolean isId(String id) {
        return !id.isEmpty()
                && id.length() <= MAX_ID_LENGTH
                && id.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    /**
     * The trace that the sender stands in: of the record's way here, else of the event. Longer than
     * any that W3C's recommendation knows, it would only make every event larger.
     */
    public static Optional<String> traceparent(ConsumerRecord<byte[], byte[]> record) {
        return Headers.find(record, CloudEvents.TRACEPARENT_HEADER)
                .or(() -> Headers.find(record, TRACEPARENT_ATTRIBUTE))
                .or(() -> traceparentOfEvent(record))
                .filter(trace -> trace.length() <= MAX_TRACEPARENT_LENGTH);
    }

    private static Optional<String> traceparentOfEvent(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.ofNullable(record.value())
                    .filter(value -> value.length <= MAX_BYTES)
                    .flatMap(_ -> RequestBody.of(record).traceparent());
        } catch (RuntimeException _) {
            // Whatever the parser throws: what is to be set aside must not fail here again.
            return Optional.empty();
        }
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
