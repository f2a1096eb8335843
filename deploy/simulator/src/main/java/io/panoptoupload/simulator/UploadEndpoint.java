package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The REST nouns {@code sessionUpload} (a new session) and {@code upload} (one more stream of an
 * existing one): POST, GET, PUT, DELETE, always with the whole object as the response.
 */
final class UploadEndpoint {
    private static final List<String> IDENTITIES =
            List.of("ID", "UploadTarget", "FolderId", "SessionID");

    private final Noun noun;
    private final Uploads uploads;
    private final Processing processing;
    private final Access access;
    private final Json json;

    UploadEndpoint(Noun noun, Uploads uploads, Processing processing, Access access, Json json) {
        this.noun = noun;
        this.uploads = uploads;
        this.processing = processing;
        this.access = access;
        this.json = json;
    }

    /** The differences between the two kinds of upload. */
    record Noun(String name, PurposeReader purposes, Predicate<Purpose> covers) {}

    /** Understands the body of a POST, or refuses it. */
    @FunctionalInterface
    interface PurposeReader {
        Purpose read(JsonNode body);
    }

    Effect create(Exchange exchange) throws IOException {
        Tokens.Holder holder = access.check(exchange, noun.name());
        Purpose purpose = noun.purposes().read(json.object(exchange));
        String baseUri = exchange.baseUri();
        return () -> view(201, uploads.open(purpose, holder.owner(), baseUri));
    }

    Effect get(Exchange exchange, String id) {
        SimulatedUpload upload = find(exchange, id);
        return () -> view(200, upload);
    }

    Effect delete(Exchange exchange, String id) {
        SimulatedUpload upload = find(exchange, id);
        return () -> {
            upload.cancel();
            return view(200, upload);
        };
    }

    Effect put(Exchange exchange, String id) throws IOException {
        SimulatedUpload upload = find(exchange, id);
        JsonNode body = json.object(exchange);
        requireWhole(body, fields(upload));
        if (body.path("State").asInt(-1) != UploadState.UPLOAD_COMPLETE.code()) {
            throw json.refusal(400, "A client may set State to 1 only.");
        }
        return () -> {
            if (!upload.finalise(processing)) {
                int state = upload.snapshot().state().code();
                throw json.refusal(400, "The upload is at state " + state + ".");
            }
            return view(200, upload);
        };
    }

    private void requireWhole(JsonNode body, Map<String, @Nullable Object> own) {
        for (String field : own.keySet()) {
            if (!body.has(field)) {
                throw json.refusal(400, "The whole object is needed, " + field + " is missing.");
            }
        }
        for (String field : IDENTITIES) {
            if (own.containsKey(field)
                    && !body.path(field).asString("").equalsIgnoreCase(text(own.get(field)))) {
                throw json.refusal(400, field + " is not that of this upload.");
            }
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private SimulatedUpload find(Exchange exchange, String id) {
        Tokens.Holder holder = access.check(exchange, noun.name());
        SimulatedUpload upload =
                uploads.find(id)
                        .filter(found -> noun.covers().test(found.origin().purpose()))
                        .orElseThrow(() -> json.refusal(404, "There is no upload " + id + "."));
        if (!upload.origin().owner().equals(holder.owner())) {
            throw json.refusal(403, "The upload is somebody else's.");
        }
        return upload;
    }

    private SimulatorResponse view(int status, SimulatedUpload upload) {
        return json.response(status, fields(upload));
    }

    private static Map<String, @Nullable Object> fields(SimulatedUpload upload) {
        SimulatedUpload.Snapshot now = upload.snapshot();
        Map<String, @Nullable Object> fields = Json.fields();
        fields.put("ID", upload.id());
        switch (upload.origin().purpose()) {
            case Purpose.NewSession session -> {
                fields.put("FolderId", session.folderId());
                fields.put("SessionId", now.shownSessionId());
            }
            case Purpose.AddedStream stream -> {
                fields.put("SessionID", stream.sessionId());
                fields.put("StreamType", stream.streamType());
                fields.put("StreamStartTime", stream.start());
            }
        }
        fields.put("UploadTarget", upload.target());
        fields.put("State", now.state().code());
        fields.put("MessageID", now.message() == null ? 0 : 1);
        fields.put("Message", now.message());
        return fields;
    }
}
