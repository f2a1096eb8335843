package io.panoptoupload.worker.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Stream;

class ObjectNamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/captures/lt1-camera.mp4 | 03-lt1-camera.mp4",
                "C:\\rec\\week 12.MOV | 03-week-12.MOV",
                "Größe & Maß + 100%.mp4 | 03-Gro-e-Ma-100.mp4",
                "日本語.srt | 03.srt",
                "no-extension | 03-no-extension",
                "archive.tar.gz | 03-archive-tar.gz",
                "../../etc/passwd | 03-passwd",
                "trailing. | 03-trailing"
            })
    void a_name_is_plain_and_keeps_its_extension(String original, String name) {
        assertThat(ObjectNames.of(3, 0, original)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "\u0000", "/", "💥.💥"})
    void any_name_gives_a_usable_one(String original) {
        assertThat(ObjectNames.of(0, 0, original)).matches("[0-9][A-Za-z0-9._-]+");
    }

    /** A server may find the manifest by its extension. */
    @ParameterizedTest
    @CsvSource({
        "notes.xml, 03-notes.xml.txt",
        "NOTES.XML, 03-NOTES.XML.txt",
        "notes.xm\u0301l, 03-notes.xml.txt",
        "notes.xml-, 03-notes.xml.txt",
        ".xml, 03.xml.txt",
        "notes.xml.zip, 03-notes-xml.zip",
        "xml, 03-xml"
    })
    void none_ends_as_the_manifest_does(String original, String name) {
        assertThat(ObjectNames.of(3, 0, original)).isEqualTo(name);
    }

    @Test
    void the_index_makes_it_unique_and_a_restart_changes_it() {
        assertThat(ObjectNames.of(0, 0, "a/x.mp4")).isNotEqualTo(ObjectNames.of(1, 0, "b/x.mp4"));
        assertThat(ObjectNames.of(0, 2, "x.mp4")).isEqualTo("00r2-x.mp4");
    }

    /** Whatever an earlier version calls a file of the same upload. */
    @Test
    void a_name_of_a_chunked_upload_is_given_to_no_file_of_another() {
        assertThat(ObjectNames.ofChunked(7, 0, "c.mp4")).isEqualTo("07c-c.mp4");
        assertThat(ObjectNames.ofChunked(7, 2, "c.mp4")).isEqualTo("07cr2-c.mp4");
        assertThat(ObjectNames.ofChunked(7, 0, "")).isEqualTo("07c");
        assertThat(
                        Stream.of("c", "c.mp4", "", ".c", "cr2-c")
                                .flatMap(name ->
                                        Stream.of(
                                                ObjectNames.of(7, 0, name),
                                                ObjectNames.of(7, 2, name))))
                .noneMatch(name -> name.startsWith("07c"));
    }

    @Test
    void a_long_name_is_cut_before_its_extension() {
        assertThat(ObjectNames.of(0, 0, "x".repeat(500) + ".mp4"))
                .hasSizeLessThan(80)
                .endsWith(".mp4");
    }
}
