package io.panoptoupload.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.transfer.LeadingBytes;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

class ContentSnifferTest {
    private static final String PAGE = "<!DOCTYPE html><html><body>Sign in</body></html>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                PAGE,
                "<html lang='en'>",
                "<HTML>",
                "\uFEFF<html>",
                "\r\n\t <html>",
                "<!-- saved from -->\n<!-- twice --><!doctype HTML>",
                "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\"><html>"
            })
    void a_page_is_none_of_the_files_of_a_recording(String page) {
        for (Purpose purpose : Purpose.values()) {
            if (purpose != Purpose.ATTACHMENT) {
                assertThat(isPage(null, utf8(page), purpose)).as("%s", purpose).isTrue();
            }
        }
        assertThat(isPage("text/html", utf8(page), Purpose.ATTACHMENT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
    void a_web_page_in_another_encoding_is_no_image(String name) {
        for (String page : List.of("\uFEFF" + PAGE, PAGE)) {
            assertThat(isPage(null, page.getBytes(Charset.forName(name)), Purpose.IMAGE)).isTrue();
        }
    }

    @Test
    void slides_are_no_recording() {
        byte[] pdf = utf8("%PDF-1.7\n");

        assertThat(ContentSniffer.what(LeadingBytes.of("video/mp4", pdf), Purpose.RECORDING))
                .hasValue("a PDF document");
        assertThat(ContentSniffer.what(LeadingBytes.of(null, pdf), Purpose.ATTACHMENT)).isEmpty();
    }

    @Test
    void a_web_page_that_is_compressed_without_saying_so_is_recognised() throws IOException {
        byte[] whole = compressed(PAGE.repeat(200));

        assertThat(isPage("video/mp4", whole, Purpose.RECORDING)).isTrue();
        assertThat(isPage(null, Arrays.copyOf(whole, 60), Purpose.CAPTIONS)).isTrue();
        assertThat(isPage(null, compressed("something else"), Purpose.RECORDING)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html                | <script>location='/login'</script>",
                "text/html; charset=utf-8 | Please sign in.",
                "application/xhtml+xml    | Please sign in.",
                "video/mp4                | <head><title>Login</title>",
                "                         | <!-- a comment that does not end in what was read",
                "application/json         | {\"error\":\"expired\"}",
                "video/mp4                | { \"message\" : \"expired\" }",
                "application/octet-stream | [{\"code\":7}]",
                "application/json         | \"Unauthorized\"",
                "application/json         | null",
                "application/json         | )]}, {}",
                "text/plain               | Access denied",
                "text/html                | ' \n '",
                "application/xml          | <Error><Code>AccessDenied</Code></Error>",
                "                         | <?xml version=\"1.0\"?><s:Envelope xmlns:s=\"x\"/>"
            })
    void what_servers_say_in_the_place_of_a_recording_is_none(@Nullable String type, String said) {
        assertThat(isPage(type, utf8(said), Purpose.RECORDING)).isTrue();
        assertThat(isPage(type, utf8(said), Purpose.IMAGE)).isTrue();
        assertThat(isPage(type, utf8(said), Purpose.PRESENTATION)).isTrue();
    }

    /** Servers label wrongly; players look at the bytes. */
    @ParameterizedTest
    @CsvSource({
        "mp4, 0000001c66747970697336d",
        "matroska, 1a45dfa3a3428681",
        "avi, 52494646a0bc0000415649204c495354",
        "asf, 3026b2758e66cf11a6d900aa0062ce6c",
        "flv, 464c5601050000000900000000",
        "ogg, 4f67675300020000000000000000",
        "mpeg ts, 4740001000000b0d0001c10000",
        "mpeg ps, 000001ba44000401",
        "mp3, 49443303000000000f76",
        "wav, 524946460000000057415645",
        "aac, fff15080",
        "quicktime, 00000008776964650000000",
        "mxf, 060e2b34020501010d01020101020400",
        "bmff of recorders, 0000002066726565",
        "unknown, 0102030405060708",
        "nothing at all, ''"
    })
    void no_recording_is_refused_whatever_its_label_says(String kind, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.length() % 2 == 0 ? hex : hex + "0");
        for (String label :
                new String[] {null, "text/html", "application/json", "text/plain", "video/mp4"}) {
            assertThat(isPage(label, bytes, Purpose.RECORDING))
                    .as("%s as %s", kind, label)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CAPTIONS     | WEBVTT",
                "CAPTIONS     | 1",
                "CAPTIONS     | <?xml version=\"1.0\"?><tt xmlns=\"http://www.w3.org/ns/ttml\">",
                "CAPTIONS     | <SAMI><HEAD>",
                "CAPTIONS     | {0}{25}Hello",
                "CAPTIONS     | [0][25]Hello",
                "CAPTIONS     | {\"a transcript\" : 1}",
                "CAPTIONS     | <b>Hello</b>",
                "CAPTIONS     | [Script Info]",
                "PRESENTATION | %PDF-1.7",
                "PRESENTATION | {\\rtf1",
                "PRESENTATION | <?xml version=\"1.0\"?><office:document>",
                "IMAGE        | <svg xmlns=\"http://www.w3.org/2000/svg\">",
                "IMAGE        | <?xml version=\"1.0\"?><!DOCTYPE svg><svg>",
                "RECORDING    | #EXTM3U",
                "RECORDING    | [playlist]",
                "IMAGE        | 'P3 2 2 255'",
                "RECORDING    | <MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\">"
            })
    void texts_that_are_what_they_should_be_pass_even_as_text_html(Purpose purpose, String text) {
        assertThat(isPage("text/plain", utf8(text), purpose)).isFalse();
        assertThat(isPage("text/html", utf8(text), purpose)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void what_nobody_knows_passes(Purpose purpose) {
        assertThat(isPage(null, new byte[] {1, 2, 3}, purpose)).isFalse();
        assertThat(ContentSniffer.what(LeadingBytes.UNKNOWN, purpose)).isEmpty();
    }

    @Test
    void captions_that_a_server_calls_json_and_are_json_are_an_error() {
        assertThat(isPage("application/json", utf8("{\"error\":1}"), Purpose.CAPTIONS)).isTrue();
    }

    private static boolean isPage(@Nullable String type, byte[] bytes, Purpose purpose) {
        return ContentSniffer.what(LeadingBytes.of(type, bytes), purpose).isPresent();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] compressed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(utf8(text));
        }
        return bytes.toByteArray();
    }
}
