package io.panoptoupload.worker.request;

import static io.panoptoupload.worker.request.HostileContent.STREAM;
import static io.panoptoupload.worker.request.HostileContent.slides;
import static io.panoptoupload.worker.request.HostileContent.stream;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests with a single value that is far too long, by what that is. */
final class HostileValues {
    private final String id;
    private final Map<String, String> requests = new LinkedHashMap<>();

    private HostileValues(String id) {
        this.id = id;
        longTexts();
        numbersAndTimes();
    }

    static Map<String, String> of(String id) {
        return new HostileValues(id).requests;
    }

    private void add(String kind, String fields) {
        requests.put(kind, HostileContent.upload(id, fields));
    }

    private void longTexts() {
        for (String character : List.of("a", "0", "\\u0001", "\uD83D\uDE00", "ü", " ")) {
            String kind = "a long text of '" + character + "': ";
            String text = "\"" + Bulk.of(character).substring(0, Bulk.SIZE / 4) + "\"";
            for (String field :
                    List.of("title", "description", "recordedAt", "folderId", "addToSession")) {
                add(kind + field, STREAM + ",\"" + field + "\":" + text);
            }
            for (String field : List.of("title", "role", "start")) {
                add(kind + "a stream's " + field, stream("\"" + field + "\":" + text));
            }
            for (String field : List.of("requestId", "command", "access", "reason")) {
                add(kind + field, "\"command\":\"cancel\",\"" + field + "\":" + text);
            }
            add(kind + "tag", STREAM + ",\"tags\":[" + text + "]");
            add(kind + "uri", stream("\"source\":{\"uri\":" + text + "}"));
            add(kind + "algorithm", stream(checksum(text, "\"00\"")));
            add(kind + "checksum", stream(checksum("\"md5\"", text)));
        }
    }

    static String checksum(String algorithm, String value) {
        return "\"source\":{\"uri\":\"file:///a\",\"checksum\":{\"algorithm\":%s,\"value\":%s}}"
                .formatted(algorithm, value);
    }

    private void numbersAndTimes() {
        for (String number :
                List.of(Bulk.of("9"), "9".repeat(999), "1e999999999", "-1e-999999999", "1e99999")) {
            String kind = number.length() > 20 ? number.length() + " digits" : number;
            add("a size of " + kind, stream("\"source\":{\"sizeBytes\":" + number + "}"));
            add("a slide of " + kind, slides("\"changes\":[{\"slideNumber\":" + number + "}]"));
            add("an attempt of " + kind, "\"command\":\"retry\",\"afterAttempt\":" + number);
        }
        String digits = Bulk.of("9");
        for (String time :
                List.of(
                        "PT" + digits + "S",
                        "P" + digits + "D",
                        "PT1." + digits + "S",
                        "PT" + Bulk.of("0") + "1S",
                        "PT" + Bulk.of("1H"),
                        "PT" + Bulk.of("1"))) {
            add("a start of " + time.substring(0, 6) + "…", stream("\"start\":\"" + time + "\""));
        }
        for (String date :
                List.of("+" + digits + "-01-01T00:00:00Z", "2026-11-23T09:00:00." + digits)) {
            String kind = " of " + date.substring(0, 6) + "…";
            add("a date" + kind, STREAM + ",\"recordedAt\":\"" + date + "\"");
            add("a deadline" + kind, STREAM + ",\"options\":{\"deadline\":\"" + date + "\"}");
        }
    }
}
