package io.panoptoupload.worker.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Attachment;
import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Chapter;
import io.panoptoupload.messages.Creator;
import io.panoptoupload.messages.Cut;
import io.panoptoupload.messages.Image;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.SlideChange;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.messages.UploadRequestBuilder;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

class ManifestTest {
    private static final Source SOURCE = Source.of("file:///captures/a.mp4");
    private static final FileRef FILE = new FileRef("00-camera.mp4", 0x00C0FFEE);

    @Test
    void the_least_manifest_is_valid() {
        Document xml = valid(lecture().streams(List.of(video(Duration.ZERO))), FILE);

        assertThat(text(xml, "Title")).isEqualTo("T");
        assertThat(text(xml, "File")).isEqualTo("00-camera.mp4");
        assertThat(text(xml, "Start")).isEqualTo("PT0S");
        assertThat(text(xml, "Type")).isEqualTo("Primary");
    }

    @Test
    void the_fullest_manifest_is_valid() {
        Duration start = Duration.parse("PT1H2M3.45S");
        Stream stream =
                new Stream(
                        SOURCE,
                        Role.SECONDARY,
                        start,
                        "Slides",
                        List.of(
                                new Chapter(start, "One", "first", "https://h/?a=1&b=2"),
                                new Chapter(null, "Two", null, "")),
                        List.of(new Cut(Duration.ZERO, start), new Cut(null, null)),
                        List.of(
                                new Caption(SOURCE, "de-DE", false, "by hand"),
                                new Caption(SOURCE, null, true, null)));
        UploadRequestBuilder everything =
                lecture()
                        .description("D")
                        .recordedAt(OffsetDateTime.parse("2026-11-23T09:00:00+01:00"))
                        .creator(new Creator("Ada", "Lovelace", null))
                        .thumbnail(new Thumbnail(SOURCE, null))
                        .streams(List.of(stream, video(Duration.ofNanos(1))))
                        .slides(
                                List.of(
                                        new Slides(SOURCE, start, List.of(), false),
                                        new Slides(
                                                SOURCE,
                                                start,
                                                List.of(
                                                        new SlideChange(start, 1, "S", "d", "u"),
                                                        new SlideChange(
                                                                null, null, "S", null, null)),
                                                false)))
                        .images(List.of(new Image(SOURCE, start, "I", null, null)))
                        .cuts(List.of(new Cut(start, Duration.ofSeconds(1))))
                        .tags(List.of("algorithms", "week 12"))
                        .attachments(
                                List.of(
                                        new Attachment(SOURCE, "application/pdf", null),
                                        new Attachment(SOURCE, null, null)));

        valid(everything, Collections.nCopies(10, FILE).toArray(FileRef[]::new));
    }

    @Test
    void a_date_on_a_whole_minute_keeps_its_seconds() {
        for (String date :
                List.of(
                        "2026-11-23T09:00:00+01:00",
                        "2026-11-23T09:00:30.125+01:00",
                        "2026-11-23T00:00:00Z")) {
            OffsetDateTime recordedAt = OffsetDateTime.parse(date);

            Document xml = valid(lecture().recordedAt(recordedAt));

            assertThat(OffsetDateTime.parse(text(xml, "Date")).toInstant())
                    .isEqualTo(recordedAt.toInstant());
        }
    }

    @Test
    void a_moment_may_be_the_thumbnail() {
        Document xml = valid(lecture().thumbnail(new Thumbnail(null, Duration.ofSeconds(90))));

        assertThat(text(xml, "ThumbnailTime")).isEqualTo("PT1M30S");
    }

    /** Its type is that of File itself: the name as text, and no element within. */
    @Test
    void a_picture_is_named_by_the_thumbnails_text() {
        Document xml =
                valid(
                        lecture().thumbnail(new Thumbnail(SOURCE, null)),
                        new FileRef("03-p.png", 0xBEEF));

        Node thumbnail = first(xml, "Thumbnail");
        assertThat(thumbnail.getTextContent()).isEqualTo("03-p.png");
        assertThat(thumbnail.getChildNodes().getLength()).isEqualTo(1);
        assertThat(
                        Objects.requireNonNull(thumbnail.getAttributes())
                                .getNamedItem("Checksum")
                                .getNodeValue())
                .isEqualTo("0000beef");
    }

    @Test
    void a_negative_time_has_its_sign_in_front() {
        for (Duration time :
                List.of(
                        Duration.ofMillis(-500),
                        Duration.ofMillis(-1500),
                        Duration.parse("PT-1H-2M-3.000000001S"),
                        Duration.ofDays(-7))) {
            Document xml = valid(lecture().streams(List.of(video(time))), FILE);

            assertThat(text(xml, "Start")).startsWith("-PT").doesNotContainPattern(".-");
            assertThat(Duration.parse(text(xml, "Start"))).isEqualTo(time);
        }
    }

    @Test
    void a_checksum_always_has_eight_digits() {
        for (int crc32 : new int[] {0, 1, 0x0ABCDEF1, -1}) {
            Document xml =
                    valid(
                            lecture().streams(List.of(Stream.of(SOURCE, Role.AUDIO))),
                            new FileRef("a.mp3", crc32));

            String checksum =
                    Objects.requireNonNull(first(xml, "File").getAttributes())
                            .getNamedItem("Checksum")
                            .getNodeValue();
            assertThat(checksum).hasSize(8);
            assertThat(Integer.parseUnsignedInt(checksum, 16)).isEqualTo(crc32);
        }
    }

    @Test
    void what_xml_cannot_hold_is_left_out_and_the_rest_is_kept() {
        String title = "a\u0000b\u0008c\u000bd\ud800e\ufffef<&>\"'g\u1f4da \ud83d\udcda ü\t";

        Document xml = valid(lecture().title(title));

        assertThat(text(xml, "Title")).isEqualTo("abcdef<&>\"'g\u1f4da \ud83d\udcda ü\t");
    }

    @Test
    void every_line_break_and_blank_is_kept() {
        String title = " \r\n\r\ta\rb\n\u0085c\u2028 ]]> <![CDATA[x]]> &#13; ";

        assertThat(text(valid(lecture().title(title)), "Title")).isEqualTo(title);
    }

    /** Wherever the writer's buffers end. */
    @Test
    void a_long_text_is_kept() {
        for (String shift : List.of("", "a", "ab", "abc")) {
            String title = shift + "\ud83d\udcda\u00fc\r\u65e5".repeat(50_000);

            assertThat(text(valid(lecture().title(title)), "Title")).isEqualTo(title);
        }
    }

    @Test
    void nothing_stands_before_the_declaration() {
        String xml =
                new String(Manifest.toXml(lecture().build(), List.of()), StandardCharsets.UTF_8);

        assertThat(xml)
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
                .doesNotContain("xmlns=\"\"")
                .containsOnlyOnce("xmlns");
    }

    private static UploadRequestBuilder lecture() {
        return UploadRequest.builder("a").title("T");
    }

    private static Stream video(Duration start) {
        return new Stream(SOURCE, Role.PRIMARY, start, null, List.of(), List.of(), List.of());
    }

    private static Document valid(UploadRequestBuilder request, FileRef... files) {
        return ValidManifest.of(Manifest.toXml(request.build(), List.of(files)));
    }

    private static String text(Document xml, String element) {
        return Objects.requireNonNull(first(xml, element).getTextContent());
    }

    private static Node first(Document xml, String element) {
        return Objects.requireNonNull(xml.getElementsByTagNameNS("*", element).item(0));
    }
}
