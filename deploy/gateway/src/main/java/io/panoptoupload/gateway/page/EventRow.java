package io.panoptoupload.gateway.page;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An event of an upload's history. Written by some version of a worker, so any field may be absent.
 *
 * @param at null if it does not say so
 */
record EventRow(
        String type,
        Times.@Nullable Moment at,
        @Nullable Integer attempt,
        String text,
        String worker) {

    /**
     * The latest first. Of progress in a row, which says the same over and over, the last alone.
     */
    static List<EventRow> of(List<JsonNode> events, Times times) {
        List<EventRow> rows = new ArrayList<>();
        for (JsonNode each : events.reversed()) {
            EventRow row = of(each, times);
            boolean same =
                    row.type().equals("progress")
                            && !rows.isEmpty()
                            && rows.getLast().type().equals("progress");
            if (!same) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static EventRow of(JsonNode event, Times times) {
        int attempt = event.path("attempt").asInt(0);
        return new EventRow(
                text(event, "type"),
                at(text(event, "occurredAt"), times),
                attempt == 0 ? null : attempt,
                summary(event),
                text(event, "worker"));
    }

    private static Times.@Nullable Moment at(String time, Times times) {
        try {
            return times.of(Instant.parse(time));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String summary(JsonNode event) {
        JsonNode error = event.path("error");
        if (error.isObject()) {
            return "%s: %s".formatted(text(error, "code"), text(error, "message"));
        }
        return switch (text(event, "type")) {
            case "progress" ->
                    "%s%s"
                            .formatted(
                                    bytes(event),
                                    text(event, "file").isEmpty()
                                            ? ""
                                            : ", " + text(event, "file"));
            case "file-transferred" -> text(event.path("file"), "name");
            case "processing" -> text(event, "panoptoMessage");
            case "created" -> "Panopto's upload " + text(event, "uploadId");
            case "completed" -> "session " + text(event, "sessionId");
            default -> "";
        };
    }

    private static String bytes(JsonNode event) {
        return ByteText.of(
                event.path("bytesSent").asLong(0),
                number(event, "bytesConfirmed"),
                number(event, "bytesTotal"));
    }

    private static @Nullable Long number(JsonNode event, String field) {
        JsonNode value = event.path(field);
        return value.isNumber() ? value.asLong(0) : null;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
