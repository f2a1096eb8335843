package io.panoptoupload.worker.request;

import static io.panoptoupload.worker.request.Bulk.fill;
import static io.panoptoupload.worker.request.Bulk.list;
import static io.panoptoupload.worker.request.Bulk.nested;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests with something of which there is far too much, by what that is. */
final class HostileContent {
    static final String FILE = "\"source\":{\"uri\":\"file:///a.mp4\"}";
    static final String STREAM = "\"streams\":[{" + FILE + "}]";
    private static final String CHANGE = "{\"time\":\"PT1S\",\"slideNumber\":1}";
    private static final String CHAPTER = "{\"time\":\"PT1S\",\"title\":\"a\"}";

    private final String id;
    private final Map<String, String> requests = new LinkedHashMap<>();

    private HostileContent(String id) {
        this.id = id;
        longLists();
        manyLists();
        extensions();
        unknownFields();
        faults();
    }

    static Map<String, String> of(String id) {
        Map<String, String> all = new HostileContent(id).requests;
        all.putAll(HostileValues.of(id));
        return all;
    }

    /** A request for an upload with other or more fields than those that it needs. */
    static String upload(String id, String fields) {
        return "{\"requestId\":\"%s\",\"folderId\":\"6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11\",\"title\":\"t\",%s}"
                .formatted(id, fields);
    }

    private void add(String kind, String fields) {
        requests.put(kind, upload(id, fields));
    }

    private void longLists() {
        for (String element : List.of("{}", "null", "[]", "0", "\"\"", "{" + FILE + "}")) {
            for (String name :
                    List.of("streams", "slides", "images", "cuts", "tags", "attachments")) {
                add(name + " of " + element, list(name, element));
            }
            for (String name : List.of("chapters", "cuts", "captions")) {
                add("a stream's " + name + " of " + element, stream(list(name, element)));
            }
            add("changes of " + element, slides(list("changes", element)));
        }
        add("chapters", stream(list("chapters", CHAPTER)));
        add("as many chapters as may be", stream(list("chapters", 5_000, CHAPTER)));
        add("changes", slides(list("changes", CHANGE)));
        add("as many changes as may be", slides(list("changes", 5_000, CHANGE)));
        add("as many files as may be", list("streams", 1000, "{" + FILE + "}"));
    }

    /** Each of them within its limit. */
    private void manyLists() {
        add("streams again and again", again("\"streams\":[" + "{},".repeat(900) + "{}]"));
        for (String field :
                List.of(
                        "\"tags\":[\"a\"]",
                        "\"creator\":{\"email\":\"a\"}",
                        "\"options\":{}",
                        "\"title\":\"a\"",
                        "\"requestId\":\"" + id + "\"",
                        "\"thumbnail\":{" + FILE + "}",
                        "\"extensions\":{}",
                        "\"extensions\":{\"x\":[" + "{\"\":0},".repeat(2_300) + "1]}",
                        "\"extensions\":{\"x\":" + nested("[", "]", 40) + "}",
                        "\"extensions\":{\"x\":[" + "[],".repeat(5_400) + "1]}")) {
            String shortened = field.substring(0, Math.min(20, field.length()));
            add(shortened + " again and again", again(field));
        }
        String chapters = "{" + FILE + ",\"chapters\":[" + "{},".repeat(150) + "{}]}";
        add("chapters in many streams", list("streams", chapters));
        String cut = "{\"start\":\"PT1S\",\"duration\":\"PT1S\"}";
        String cuts = "{" + FILE + "," + list("cuts", 450, cut) + "}";
        String text = ",\"description\":\"" + "ü".repeat(50_000) + "\"";
        add("cuts in many streams", list("streams", 22, cuts) + text);
        String changes = ",\"slides\":[{" + FILE + "," + list("changes", 4_980, CHANGE) + "}]";
        add("chapters and changes", stream(list("chapters", 5_000, CHAPTER)) + changes);
        String empty = list("changes", 4_980, "{}");
        add(
                "empty chapters and changes",
                stream(list("chapters", 4_980, "{}"))
                        + ",\"slides\":[{"
                        + FILE
                        + ","
                        + empty
                        + "}]");
        String each = "{" + FILE + ",\"cuts\":[{\"start\":\"PT1S\",\"duration\":\"PT1S\"}]}";
        add("a cut in each of many streams", list("streams", each));
    }

    private void extensions() {
        for (String element :
                List.of("[]", "{}", "1", "\"\"", "1e999999999", "9".repeat(999), "{\"a\":[]}")) {
            String shortened = element.substring(0, Math.min(12, element.length()));
            extension("list of " + shortened, "\"x\":[" + fill(element) + "]");
        }
        extension("many names", fill(i -> "\"" + i + "\":1"));
        extension("one name again and again", fill("\"\":1"));
        extension("a long name", "\"" + Bulk.of("n") + "\":1");
        extension("a long text", "\"x\":\"" + Bulk.of("t") + "\"");
        extension("a long number", "\"x\":" + Bulk.of("9"));
        extension("depth", "\"x\":" + nested("[", "]", 490));
        extension("depth of objects", "\"x\":" + nested("{\"a\":", "}", 490).replace("{}", "1"));
        extension("as much as may be", "\"x\":[" + "[],".repeat(5_400) + "1]");
    }

    private void extension(String kind, String fields) {
        add("extensions: " + kind, STREAM + ",\"extensions\":{" + fields + "}");
    }

    private void unknownFields() {
        unknown("names", fill(i -> "\"x" + i + "\":1"));
        unknown("short names", fill(i -> "\"" + Integer.toString(i, 36) + "\":1"));
        unknown("one name again and again", fill("\"x\":1"));
        unknown("a list", "\"x\":[" + fill("{}") + "]");
        unknown("a long name", "\"" + Bulk.of("x") + "\":1");
        unknown("depth", "\"x\":" + nested("[", "]"));
        unknown("objects in objects", "\"x\":" + nested("{\"a\":", "}"));
        unknown("some depth again and again", fill("\"x\":" + nested("[", "]", 450)));
        unknown("a long number", "\"x\":" + Bulk.of("9"));
        unknown("a long text", "\"x\":\"" + Bulk.of("x") + "\"");
        add("unknown fields of a stream", stream(fill(i -> "\"x" + i + "\":{}")));
    }

    private void unknown(String kind, String fields) {
        add("unknown fields: " + kind, STREAM + "," + fields);
    }

    private void faults() {
        String size = "{\"source\":{\"uri\":\"file:///a\",\"sizeBytes\":0}}";
        add("faults of sizes", list("streams", 999, size));
        add(
                "faults of checksums",
                list("streams", 999, "{" + HostileValues.checksum("\"md5\"", "\"beef\"") + "}"));
        String negative = CHAPTER.replace("PT1S", "-PT1S");
        add("faults of chapters", stream(list("chapters", 4_999, negative)));
        add("faults of changes", slides(list("changes", 4_999, CHANGE.replace("PT1S", "P9D"))));
        String added =
                "{"
                        + FILE
                        + ",\"title\":\"a\",\"start\":\"PT1S\",\"role\":\"audio\",\"cuts\":[{}]}";
        add("faults of added streams", "\"addToSession\":\"a\"," + list("streams", 999, added));
    }

    static String stream(String fields) {
        return "\"streams\":[{" + FILE + "," + fields + "}]";
    }

    static String slides(String fields) {
        return STREAM + ",\"slides\":[{" + FILE + "," + fields + "}]";
    }

    private static String again(String field) {
        return STREAM + "," + fill(field);
    }
}
