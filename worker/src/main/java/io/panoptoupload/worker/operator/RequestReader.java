package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.request.RequestCheck;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads requests from files or standard input and has intake's own rules judge all of them, before
 * the first is published.
 */
final class RequestReader {
    /** Far above what intake takes; so a wrong file does not fill the memory. */
    private static final int MAX_LINE = 4 * 1024 * 1024;

    private final JsonMapper json;
    private final RequestCheck check;
    private final Defaults defaults;

    /** For what a request itself leaves open. */
    record Defaults(@Nullable String id, @Nullable String folder, @Nullable String title) {
        boolean isEmpty() {
            return id == null && folder == null && title == null;
        }
    }

    RequestReader(JsonMapper json, RequestCheck check, Defaults defaults) {
        // What is passed on must be what was read, to the last digit.
        this.json =
                json.rebuild().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
        this.check = check;
        this.defaults = defaults;
    }

    /** One request that is at hand already. */
    PreparedRequest prepare(UploadRequest request) {
        List<String> faults = new ArrayList<>();
        List<PreparedRequest> prepared = new ArrayList<>();
        judge("the request", json.writeValueAsBytes(request), prepared, faults);
        return allOrNothing(prepared, faults).getFirst();
    }

    /**
     * The one request in a file.
     *
     * @param name for messages
     */
    PreparedRequest one(InputStream in, String name) throws IOException {
        List<String> faults = new ArrayList<>();
        List<PreparedRequest> prepared = new ArrayList<>();
        judge(name, in.readNBytes(MAX_LINE), prepared, faults);
        return allOrNothing(prepared, faults).getFirst();
    }

    /** Requests, one a line; empty lines are skipped. */
    List<PreparedRequest> lines(InputStream in, String name) throws IOException {
        List<String> faults = new ArrayList<>();
        List<PreparedRequest> prepared = new ArrayList<>();
        Map<String, Integer> lineOf = new HashMap<>();
        InputStream buffered = new BufferedInputStream(in, 64 * 1024);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int number = 0;
        int next;
        do {
            next = buffered.read();
            if (next != '\n' && next != -1) {
                line.write(next);
                if (line.size() > MAX_LINE) {
                    faults.add("%s:%d: is too long for a request".formatted(name, number + 1));
                    break;
                }
                continue;
            }
            number++;
            String place = name + ":" + number;
            byte[] value = line.toByteArray();
            line.reset();
            if (isBlank(value) || !judge(place, value, prepared, faults)) {
                continue;
            }
            String id = prepared.getLast().requestId();
            Integer before = lineOf.putIfAbsent(id, number);
            if (before != null) {
                faults.add("%s: requestId '%s' is that of line %d".formatted(place, id, before));
            }
        } while (next != -1);
        if (prepared.isEmpty() && faults.isEmpty()) {
            faults.add(name + ": holds no request");
        }
        return allOrNothing(prepared, faults);
    }

    /** The file, or standard input for {@code -}. */
    static InputStream open(Path file, InputStream in) throws IOException {
        return file.toString().equals("-") ? in : Files.newInputStream(file);
    }

    private static boolean isBlank(byte[] value) {
        for (byte each : value) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }

    private boolean judge(
            String place, byte[] read, List<PreparedRequest> prepared, List<String> faults) {
        byte[] value = completed(read);
        return switch (check.judge(value)) {
            case RequestCheck.Verdict.Fit(UploadRequest request) ->
                    prepared.add(
                            new PreparedRequest(request.requestId(), new String(value, UTF_8)));
            case RequestCheck.Verdict.Unfit unfit -> {
                String who = unfit.requestId().map(id -> " '" + id + "'").orElse("");
                faults.add(place + who + ": " + unfit.error().message());
                yield false;
            }
        };
    }

    /** Verbatim, unless something is to be added. */
    private byte[] completed(byte[] value) {
        if (defaults.isEmpty()) {
            return value;
        }
        try {
            if (json.readTree(value) instanceof ObjectNode request) {
                boolean changed = complete(request, "requestId", defaults.id());
                // A cancel, or a retry of what is known, has no content to complete.
                if (request.path("command").asString("upload").equals("upload")) {
                    boolean ofItsOwn = !request.hasNonNull("addToSession");
                    changed |= ofItsOwn && complete(request, "folderId", defaults.folder());
                    changed |= ofItsOwn && complete(request, "title", defaults.title());
                }
                return changed ? json.writeValueAsBytes(request) : value;
            }
        } catch (JacksonException e) {
            // The judge says what is wrong with it.
            return value;
        }
        return value;
    }

    private static boolean complete(ObjectNode request, String field, @Nullable String value) {
        if (value == null || request.hasNonNull(field)) {
            return false;
        }
        request.put(field, value);
        return true;
    }

    private static List<PreparedRequest> allOrNothing(
            List<PreparedRequest> prepared, List<String> faults) {
        if (!faults.isEmpty()) {
            throw CommandFault.rejected(faults);
        }
        return prepared;
    }
}
