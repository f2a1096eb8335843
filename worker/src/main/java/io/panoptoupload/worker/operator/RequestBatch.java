package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.request.RequestCheck;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests that are to be published together, and what is wrong with any of them: intake's own
 * rules judge all, before the first is published.
 */
final class RequestBatch {
    private final JsonMapper json;
    private final RequestCheck check;
    private final RequestDefaults defaults;
    private final List<PreparedRequest> prepared = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> placeOf = new HashMap<>();
    private boolean filesMissing;

    RequestBatch(JsonMapper json, RequestDefaults defaults) {
        this(exact(json), new RequestCheck(), defaults);
    }

    /**
     * @param json {@link #exact}; like the check it is costly to make, and can be shared
     */
    RequestBatch(JsonMapper json, RequestCheck check, RequestDefaults defaults) {
        this.json = json;
        this.check = check;
        this.defaults = defaults;
    }

    /** What is passed on must be what was read, to the last digit. */
    static JsonMapper exact(JsonMapper json) {
        return json.rebuild().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    }

    JsonMapper json() {
        return json;
    }

    boolean isEmpty() {
        return prepared.isEmpty() && faults.isEmpty();
    }

    void fault(String line) {
        faults.add(line);
    }

    /**
     * A request as its author wrote it.
     *
     * @param place for messages
     */
    void add(String place, byte[] written) {
        validate(place, completed(written));
    }

    /**
     * A request that is made here, of local files if it names no streams itself. Without an id it
     * gets one that follows from its content.
     *
     * @param place for messages
     */
    void add(String place, ObjectNode draft, LocalRecording files) throws IOException {
        List<String> unreadable = files.unreadable();
        if (!unreadable.isEmpty()) {
            filesMissing = true;
            unreadable.forEach(file -> faults.add(place.isEmpty() ? file : place + ": " + file));
            return;
        }
        if (!draft.hasNonNull("streams") && !files.files().isEmpty()) {
            draft.set("streams", json.valueToTree(files.streams()));
        }
        defaults.complete(draft);
        if (!draft.hasNonNull("requestId")) {
            draft.put("requestId", id(draft, files));
        }
        validate(place.isEmpty() ? "the request" : place, json.writeValueAsBytes(draft));
    }

    private String id(ObjectNode draft, LocalRecording files) throws IOException {
        String name = files.name();
        return files.id(canonical(draft), name.isEmpty() ? draft.path("title").asString("") : name);
    }

    /** Whatever the order of its fields. */
    private byte[] canonical(ObjectNode draft) {
        try {
            return json.writeValueAsBytes(
                    json.treeToValue(draft.deepCopy().put("requestId", ""), UploadRequest.class));
        } catch (JacksonException e) {
            // It will be refused with all its faults, so its id does not matter.
            return json.writeValueAsBytes(draft);
        }
    }

    /**
     * All of them.
     *
     * @throws CommandFault with a line for each fault
     */
    List<PreparedRequest> allOrNothing() {
        if (faults.isEmpty()) {
            return List.copyOf(prepared);
        }
        throw filesMissing ? CommandFault.usage(faults) : CommandFault.rejected(faults);
    }

    private void validate(String place, byte[] value) {
        switch (check.validate(value)) {
            case RequestCheck.Result.Valid(UploadRequest request) -> {
                String id = request.requestId();
                prepared.add(new PreparedRequest(id, new String(value, UTF_8)));
                String before = placeOf.putIfAbsent(id, place);
                if (before != null) {
                    faults.add("%s: requestId '%s' is that of %s".formatted(place, id, before));
                }
            }
            case RequestCheck.Result.Invalid invalid -> {
                String who = invalid.requestId().map(id -> " '" + id + "'").orElse("");
                faults.add(place + who + ": " + invalid.error().message());
            }
        }
    }

    /** Verbatim, unless something is to be added. */
    private byte[] completed(byte[] value) {
        if (defaults.isEmpty()) {
            return value;
        }
        try {
            return json.readTree(value) instanceof ObjectNode request && defaults.complete(request)
                    ? json.writeValueAsBytes(request)
                    : value;
        } catch (JacksonException | NumberFormatException e) {
            // The validator says what is wrong with it, a number beyond Java's decimals included.
            return value;
        }
    }
}
