package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class CsvRequestsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FOLDER = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";

    @TempDir private Path directory;

    @BeforeEach
    void recordings() throws IOException {
        Files.writeString(directory.resolve("a.mp4"), "a");
        Files.writeString(directory.resolve("b.mp4"), "b");
        Files.writeString(directory.resolve("a.vtt"), "WEBVTT");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void a_row_is_a_request_whatever_separates_its_fields(String separator) throws IOException {
        String text =
                """
                file|Title|folderId|tags|Not Before
                a.mp4|"Week 1, ""intro""\"|FOLDER|"first, second"|2026-11-23T21:00:00Z
                b.mp4|Week 2|FOLDER||
                """
                        .replace("|", separator)
                        .replace("FOLDER", FOLDER);
        List<JsonNode> requests = read("\uFEFF" + text.replace("\n", "\r\n"));
        assertThat(requests).hasSize(2);
        JsonNode first = requests.getFirst();
        assertThat(first.get("title").asString()).isEqualTo("Week 1, \"intro\"");
        assertThat(first.get("tags").valueStream().map(JsonNode::asString))
                .containsExactly("first", "second");
        assertThat(first.at("/options/notBefore").asString()).isEqualTo("2026-11-23T21:00:00Z");
        assertThat(first.at("/streams/0/source/uri").asString())
                .isEqualTo(directory.resolve("a.mp4").toUri().toString());
        assertThat(requests.getLast().has("options")).isFalse();
        assertThat(requests)
                .extracting(each -> each.get("requestId").asString().substring(0, 2))
                .containsExactly("a-", "b-");
    }

    @Test
    void further_files_are_secondary_streams_and_captions_have_their_language() throws IOException {
        JsonNode request =
                read("sep=;\nfile;file2;captions;title;folderId;extensions.Course\n"
                                + "a.mp4;b.mp4;de=a.vtt | a.vtt;t;"
                                + FOLDER
                                + ";CS101\n")
                        .getFirst();
        assertThat(request.at("/streams/1/role").asString()).isEqualTo("secondary");
        assertThat(request.at("/streams/0/captions/0/language").asString()).isEqualTo("de");
        assertThat(request.at("/streams/0/captions")).hasSize(2);
        assertThat(request.at("/extensions/Course").asString()).isEqualTo("CS101");
    }

    @Test
    void the_primary_stream_is_the_file_without_a_number_wherever_its_column_stands()
            throws IOException {
        JsonNode request = read("title,file2,file,folderId\nt,b.mp4,a.mp4," + FOLDER).getFirst();
        assertThat(request.at("/streams/0/role").asString()).isEqualTo("primary");
        assertThat(request.at("/streams/0/source/uri").asString()).endsWith("/a.mp4");
        assertThat(request.at("/streams/1/source/uri").asString()).endsWith("/b.mp4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file,file1", "file,stream", "stream 2,file_2"})
    void two_columns_of_one_file_are_refused(String columns) {
        assertThat(faults(columns + ",title,folderId\na.mp4,b.mp4,t," + FOLDER, Exit.REJECTED))
                .singleElement()
                .asString()
                .contains("appears twice");
    }

    @Test
    void a_row_with_a_second_file_alone_is_refused() {
        assertThat(faults("file,file2,title,folderId\n,b.mp4,t," + FOLDER, Exit.REJECTED))
                .singleElement()
                .asString()
                .startsWith("l.csv:2: has file2 and no file, which is the primary stream");
    }

    @Test
    void addresses_are_taken_as_they_are() throws IOException {
        JsonNode request =
                read("requestId,stream,title,folderId\nx,s3://main/lectures/a.mp4,t," + FOLDER)
                        .getFirst();
        assertThat(request.at("/streams/0/source/uri").asString())
                .isEqualTo("s3://main/lectures/a.mp4");
        assertThat(request.get("requestId").asString()).isEqualTo("x");
    }

    @Test
    void a_wrong_row_is_named_with_its_line_and_stops_all() {
        String text =
                """
                file,title,folderId
                a.mp4,"two
                lines",FOLDER

                b.mp4,t,no-guid
                b.mp4,t,FOLDER,more
                a.mp4,"two
                lines",FOLDER
                """
                        .replace("FOLDER", FOLDER);
        assertThat(faults(text, Exit.REJECTED))
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("l.csv:5 'b-")
                                        .contains("folderId: is no GUID"),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                "l.csv:6: has 4 fields, but the first row names 3"),
                        line ->
                                assertThat(line)
                                        .startsWith("l.csv:7: requestId 'a-")
                                        .contains("is that of "));
    }

    @Test
    void a_file_that_is_missing_is_a_mistake_of_usage() {
        assertThat(faults("file,title,folderId\nnone.mp4,t," + FOLDER, Exit.USAGE))
                .containsExactly(
                        "l.csv:2: "
                                + directory.resolve("none.mp4")
                                + ": is no file that can be read here");
    }

    @Test
    void a_column_that_nobody_knows_is_named_with_those_that_there_are() {
        assertThat(faults("file,titel,title,Title\na.mp4,t,t,t", Exit.REJECTED))
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("l.csv:1: 'titel' is no column; there are file")
                                        .contains("requestId, folderId, title", "priority"),
                        line ->
                                assertThat(line)
                                        .isEqualTo("l.csv:1: column 'Title' appears twice"));
    }

    @Test
    void a_quotation_mark_that_is_never_closed_is_said_with_its_line() {
        assertThat(faults("file,title\na.mp4,\"t\n", Exit.REJECTED))
                .singleElement()
                .asString()
                .startsWith("l.csv:")
                .contains("is not valid CSV");
    }

    @Test
    void another_character_set_than_utf_8_is_refused_instead_of_guessed() {
        byte[] latin = ("file,title,folderId\na.mp4,Größe," + FOLDER).getBytes(ISO_8859_1);
        assertThat(faults(latin, Exit.REJECTED))
                .containsExactly("l.csv: is not UTF-8; save it as \"CSV UTF-8\"");
    }

    @Test
    void a_list_without_a_row_holds_no_request() {
        assertThat(faults("file,title\n", Exit.REJECTED))
                .containsExactly("l.csv: holds no request");
    }

    private List<String> faults(String text, int exit) {
        return faults(text.getBytes(UTF_8), exit);
    }

    private List<String> faults(byte[] text, int exit) {
        CommandFault fault = catchThrowableOfType(CommandFault.class, () -> read(text));
        assertThat(fault.exit()).isEqualTo(exit);
        return fault.lines().stream()
                .map(line -> line.replace(directory.resolve("l.csv") + ":", "l.csv:"))
                .toList();
    }

    private List<JsonNode> read(String text) throws IOException {
        return read(text.getBytes(UTF_8));
    }

    private List<JsonNode> read(byte[] text) throws IOException {
        RequestBatch batch = new RequestBatch(JSON, new RequestDefaults(JSON.createObjectNode()));
        new RequestReader(batch).many(new ByteArrayInputStream(text), directory.resolve("l.csv"));
        return batch.allOrNothing().stream().map(each -> JSON.readTree(each.json())).toList();
    }
}
