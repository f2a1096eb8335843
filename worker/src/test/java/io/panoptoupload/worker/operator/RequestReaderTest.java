package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;

class RequestReaderTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FOLDER = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";
    private static final String REST =
            "\"streams\":[{\"source\":{\"uri\":\"file:///captures/a.mp4\"}}]";

    private static final String WHOLE =
            "{\"requestId\":\"a\",\"folderId\":\""
                    + FOLDER
                    + "\",\"title\":\"\u00C4\","
                    + REST
                    + "}";

    @Test
    void a_request_is_passed_on_as_it_was_written() throws IOException {
        String request =
                """
                { "requestId" : "a", "folderId":"%s", "title":"Ä", "later": 1.10,
                  "extensions": {"x": 0.10000000000000000001}, %s }
                """
                        .formatted(FOLDER, REST);
        PreparedRequest prepared = one(null, null, null, request);
        assertThat(prepared.requestId()).isEqualTo("a");
        assertThat(prepared.json()).isEqualTo(request);
    }

    @Test
    void what_a_request_leaves_open_is_filled_in_and_nothing_else() throws IOException {
        String request =
                "{\"title\":\"mine\",\"extensions\":{\"x\":0.10000000000000000001}," + REST + "}";
        PreparedRequest prepared = one("id-1", FOLDER, "theirs", request);
        assertThat(prepared.requestId()).isEqualTo("id-1");
        assertThat(prepared.json())
                .contains("\"title\":\"mine\"", "0.10000000000000000001", FOLDER)
                .doesNotContain("theirs");
    }

    @Test
    void a_cancel_gets_no_content() throws IOException {
        PreparedRequest prepared =
                one(null, FOLDER, "t", "{\"requestId\":\"a\",\"command\":\"cancel\"}");
        assertThat(prepared.json()).doesNotContain("folderId", "title");
    }

    @Test
    void every_fault_of_a_batch_is_named_with_its_line() {
        String good =
                "{\"requestId\":\"%s\",\"folderId\":\""
                        + FOLDER
                        + "\",\"title\":\"t\","
                        + REST
                        + "}";
        String batch =
                String.join(
                        "\n",
                        good.formatted("one"),
                        "{\"requestId\":\"two\",\"folderId\":\"x\"}",
                        "",
                        "{nonsense",
                        good.formatted("one"));
        assertThat(rejected(batch))
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("b.jsonl:2 'two': ")
                                        .contains(
                                                "folderId: is no GUID",
                                                "title: is missing",
                                                "streams: "),
                        line ->
                                assertThat(line)
                                        .startsWith("b.jsonl:4: ")
                                        .contains("not valid JSON"),
                        line ->
                                assertThat(line)
                                        .isEqualTo(
                                                "b.jsonl:5: requestId 'one' is that of b.jsonl:1"));
    }

    @Test
    void the_last_line_needs_no_end_and_blank_lines_are_nothing() throws IOException {
        String line = "{\"requestId\":\"%s\"," + REST + "}";
        String batch = "\r\n" + line.formatted("a") + "\r\n  \n" + line.formatted("b");
        assertThat(many(null, FOLDER, "t", batch, "-"))
                .extracting(PreparedRequest::requestId)
                .containsExactly("a", "b");
    }

    /** As PowerShell writes it. */
    @Test
    void a_byte_order_mark_makes_no_csv_of_json_lines_and_is_not_passed_on() throws IOException {
        String request =
                "{\"requestId\":\"a\",\"folderId\":\""
                        + FOLDER
                        + "\",\"title\":\"t\","
                        + REST
                        + "}";
        for (String name : List.of("-", "b.jsonl")) {
            assertThat(many(null, null, null, "\uFEFF" + request + "\r\n", name))
                    .singleElement()
                    .satisfies(each -> assertThat(each.json().strip()).isEqualTo(request));
        }
        String csv = "\uFEFFrequestId,stream,title\na,https://h/a.mp4,t\n";
        assertThat(many(null, FOLDER, null, csv, "-")).hasSize(1);
    }

    @Test
    void a_byte_order_mark_before_a_single_request_is_skipped() throws IOException {
        assertThat(one(null, null, null, "\uFEFF" + WHOLE).json()).isEqualTo(WHOLE);
    }

    /** As PowerShell writes it, unless it is asked for something else. */
    @ParameterizedTest
    @CsvSource({
        "UTF-16LE, \uFEFF, r.json",
        "UTF-16LE, '', r.json",
        "UTF-16BE, \uFEFF, r.json",
        "UTF-32LE, '', r.json",
        "ISO-8859-1, '', r.json",
        "UTF-16LE, \uFEFF, b.jsonl",
        "UTF-16LE, '', b.jsonl",
        "UTF-16BE, '', b.jsonl",
        "UTF-16LE, \uFEFF, -",
        "UTF-16LE, \uFEFF, b.csv"
    })
    void what_is_not_in_utf_8_is_a_fault(String encoding, String mark, String name) {
        byte[] text =
                (mark + WHOLE + "\n" + WHOLE.replace("\"a\"", "\"b\""))
                        .getBytes(Charset.forName(encoding));
        RequestBatch batch = batch("x", FOLDER, null);
        CommandFault fault =
                catchThrowableOfType(
                        CommandFault.class,
                        () -> {
                            RequestReader reader = new RequestReader(batch);
                            InputStream in = new ByteArrayInputStream(text);
                            if (name.equals("r.json")) {
                                reader.one(in, name);
                            } else {
                                reader.many(in, Path.of(name));
                            }
                            List<PreparedRequest> _ = batch.allOrNothing();
                        });
        assertThat(fault.exit()).isEqualTo(Exit.REJECTED);
        assertThat(fault.lines())
                .singleElement()
                .asString()
                .startsWith(name)
                .contains(": is not UTF-8; save it as ");
    }

    @Test
    void a_batch_without_a_request_is_a_mistake() {
        assertThat(rejected("\n\n")).containsExactly("b.jsonl: holds no request");
    }

    @Test
    void a_line_that_never_ends_is_not_read_to_its_end() {
        assertThat(rejected("x".repeat(5_000_000)))
                .containsExactly("b.jsonl:1: is too long for a request");
    }

    private static List<String> rejected(String batch) {
        CommandFault fault =
                catchThrowableOfType(
                        CommandFault.class, () -> many(null, null, null, batch, "b.jsonl"));
        assertThat(fault.exit()).isEqualTo(Exit.REJECTED);
        return fault.lines();
    }

    private static PreparedRequest one(
            @Nullable String id, @Nullable String folder, @Nullable String title, String text)
            throws IOException {
        RequestBatch batch = batch(id, folder, title);
        new RequestReader(batch).one(in(text), "r.json");
        return batch.allOrNothing().getFirst();
    }

    private static List<PreparedRequest> many(
            @Nullable String id,
            @Nullable String folder,
            @Nullable String title,
            String text,
            String name)
            throws IOException {
        RequestBatch batch = batch(id, folder, title);
        new RequestReader(batch).many(in(text), Path.of(name));
        return batch.allOrNothing();
    }

    private static RequestBatch batch(
            @Nullable String id, @Nullable String folder, @Nullable String title) {
        ObjectNode content = JSON.createObjectNode();
        RequestDefaults.put(content, "requestId", id);
        RequestDefaults.put(content, "folderId", folder);
        RequestDefaults.put(content, "title", title);
        return new RequestBatch(JSON, new RequestDefaults(content));
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
