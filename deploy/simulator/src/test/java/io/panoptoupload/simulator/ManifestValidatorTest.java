package io.panoptoupload.simulator;

import static io.panoptoupload.simulator.Manifests.session;
import static io.panoptoupload.simulator.Manifests.video;
import static io.panoptoupload.simulator.Manifests.videos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

class ManifestValidatorTest {
    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.withoutHttps()
                            .processingDelay(Duration.ZERO)
                            .storage(new Storage.Discard()));

    private static final String CONTENT = "moving pictures";
    private static final String CRC = Bytes.crc32(CONTENT.getBytes(StandardCharsets.UTF_8));
    private static final String PLAIN = "<File>camera.mp4</File>";

    record Case(String name, String manifest) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Case> valid =
            List.of(
                    new Case("only a title", session("")),
                    new Case("a checksum", videos(video("camera.mp4", CRC, "Primary"))),
                    new Case(
                            "a checksum in capitals",
                            videos(video("camera.mp4", CRC.toUpperCase(Locale.ROOT), "Audio"))),
                    new Case("a byte order mark", "\uFEFF" + session("")),
                    new Case(
                            "the session's children in any order",
                            session(
                                    "<Tags><Tag>a</Tag></Tags><Date>2026-11-23T09:00:00Z</Date>"
                                            + "<Description/><Attachments/><Videos/>")),
                    new Case(
                            "everything in a video",
                            videoOf(
                                    "<Title>t</Title><Start>PT0S</Start>"
                                            + PLAIN
                                            + "<LocalFilename>l</LocalFilename><Bitrate>1</Bitrate>"
                                            + "<FileType>mp4</FileType><Cuts><Cut><Start>PT1S</Start>"
                                            + "<Duration>PT1M2.5S</Duration></Cut></Cuts>"
                                            + "<TableOfContents><Entry><Title>e</Title><Url/>"
                                            + "<Time>PT3S</Time></Entry></TableOfContents>"
                                            + "<Type>Primary</Type><Transcripts><Transcript>"
                                            + PLAIN
                                            + "<LCID>en-US</LCID><Visible>true</Visible>"
                                            + "</Transcript></Transcripts>")),
                    new Case("a presentation without slides", presentation("")),
                    new Case("a presentation with a slide", presentation(slide("1"))),
                    new Case("slide number 0", presentation(slide("0"))),
                    new Case("a thumbnail", session("<Thumbnail>camera.mp4</Thumbnail>")),
                    new Case(
                            "a thumbnail with its checksum",
                            session(
                                    "<Thumbnail Checksum=\"%s\">camera.mp4</Thumbnail>"
                                            .formatted(CRC))),
                    new Case("empty extensions", session("<Extensions/>")),
                    new Case("renditions", renditions("camera.mp4")),
                    new Case(
                            "a negative duration in XML's spelling",
                            session("<ThumbnailTime>-PT1S</ThumbnailTime>")));

    static final List<Case> invalid =
            List.of(
                    new Case("no title", session("").replaceAll("<Title>.*</Title>", "")),
                    new Case("two titles", session("<Title>again</Title>")),
                    new Case(
                            "the type before the file",
                            videoOf("<Start>PT0S</Start><Type>Primary</Type>" + PLAIN)),
                    new Case("no start", videoOf(PLAIN + "<Type>Primary</Type>")),
                    new Case("no type", videoOf("<Start>PT0S</Start>" + PLAIN)),
                    new Case(
                            "a type that does not exist",
                            videos(video("camera.mp4", CRC, "Third"))),
                    new Case("a whole minute without seconds", date("2026-11-23T09:00Z")),
                    new Case(
                            "a negative duration in Java's spelling",
                            session("<ThumbnailTime>PT-1S</ThumbnailTime>")),
                    new Case(
                            "a checksum of seven digits",
                            videos(video("camera.mp4", CRC.substring(1), "Primary"))),
                    new Case(
                            "a file within the thumbnail",
                            session("<Thumbnail><File>camera.mp4</File></Thumbnail>")),
                    new Case(
                            "a thumbnail that is not there",
                            session("<Thumbnail>other.png</Thumbnail>")),
                    new Case(
                            "another checksum of the thumbnail",
                            session("<Thumbnail Checksum=\"00000000\">camera.mp4</Thumbnail>")),
                    new Case("a rendition that is not there", renditions("other.mp4")),
                    new Case("an empty checksum", videos(video("camera.mp4", "", "Primary"))),
                    new Case(
                            "another checksum", videos(video("camera.mp4", "00000000", "Primary"))),
                    new Case(
                            "a file that is not there", videos(video("other.mp4", CRC, "Primary"))),
                    new Case(
                            "a file's name in other letters",
                            videos(video("Camera.mp4", CRC, "Primary"))),
                    new Case(
                            "a caption that is not there",
                            videoOf(
                                    "<Start>PT0S</Start>"
                                            + PLAIN
                                            + "<Type>Primary</Type><Transcripts><Transcript>"
                                            + "<File>captions.vtt</File></Transcript></Transcripts>")),
                    new Case("a control character", session("<Description>\u0001</Description>")),
                    new Case(
                            "an escaped control character",
                            session("<Description>&#1;</Description>")),
                    new Case("children without a namespace", session("<Videos xmlns=\"\"/>")),
                    new Case("another namespace", session("").replace("/v1", "/v2")),
                    new Case("a line before the declaration", "\n" + session("")),
                    new Case("something after the end", session("") + "0\r\n"),
                    new Case(
                            "a document type",
                            session("").replace("<Session", "<!DOCTYPE x><Session")),
                    new Case(
                            "an encoding that does not exist",
                            session("").replace("utf-8", "xutf-8")),
                    new Case("an unknown element", session("<Subtitle>x</Subtitle>")),
                    new Case("the creator's names in another order", creator()),
                    new Case("nothing at all", ""));

    @ParameterizedTest(name = "{0}")
    @FieldSource("valid")
    void is_accepted(Case example) {
        Ledger.Upload entry = judged(example.manifest());
        assertThat(entry.message()).isNull();
        assertThat(entry.state()).isEqualTo(4);
        assertThat(entry.sessionId()).isNotNull();
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("invalid")
    void fails_the_whole_session(Case example) {
        Ledger.Upload entry = judged(example.manifest());
        assertThat(entry.state()).isEqualTo(5);
        assertThat(entry.message()).isNotBlank();
        assertThat(entry.sessionId()).isNull();
    }

    @Test
    void a_failure_is_explained_to_the_client() {
        TestUpload upload =
                simulator.client().begin().file("manifest.xml", date("2026-11-23T09:00Z"));
        upload.finalise().expect(200);
        assertThat(upload.get().json().path("Message").asString())
                .contains("2026-11-23T09:00Z", "dateTime");
        assertThat(upload.get().json().path("MessageID").asInt()).isNotZero();
    }

    @Test
    void an_upload_without_a_manifest_fails() {
        TestUpload upload = simulator.client().begin().file("camera.mp4", CONTENT);
        upload.finalise().expect(200);
        assertThat(simulator.ledger(upload).message()).isEqualTo("No manifest was uploaded.");
    }

    @Test
    void a_file_of_another_upload_is_not_there() {
        simulator.client().begin().file("camera.mp4", CONTENT);
        TestUpload upload =
                simulator
                        .client()
                        .begin()
                        .file("manifest.xml", videos(video("camera.mp4", CRC, "Primary")));
        upload.finalise().expect(200);
        assertThat(upload.state()).isEqualTo(5);
    }

    @Test
    void a_file_that_was_never_completed_is_not_there() {
        TestUpload upload = simulator.client().begin();
        upload.sendParts("camera.mp4", List.of(CONTENT.getBytes(StandardCharsets.UTF_8)));
        upload.file("manifest.xml", videos(video("camera.mp4", CRC, "Primary")));
        upload.finalise().expect(200);
        assertThat(upload.state()).isEqualTo(5);
    }

    private static Ledger.Upload judged(String manifest) {
        TestUpload upload =
                simulator
                        .client()
                        .begin()
                        .file("camera.mp4", CONTENT)
                        .file("manifest.xml", manifest);
        upload.finalise().expect(200);
        return simulator.ledger(upload);
    }

    private static String videoOf(String children) {
        return videos("<Video>" + children + "</Video>");
    }

    private static String renditions(String file) {
        return videoOf(
                "<Start>PT0S</Start>"
                        + PLAIN
                        + "<Renditions><Rendition><File>"
                        + file
                        + "</File></Rendition></Renditions><Type>Primary</Type>");
    }

    private static String date(String text) {
        return session("<Date>" + text + "</Date>");
    }

    private static String creator() {
        return session("<Creator><LastName>L</LastName><FirstName>F</FirstName></Creator>");
    }

    private static String presentation(String slides) {
        return session(
                "<Presentations><Presentation><Start>PT0S</Start>"
                        + PLAIN
                        + "<SlideChanges>"
                        + slides
                        + "</SlideChanges></Presentation></Presentations>");
    }

    private static String slide(String number) {
        return "<SlideChange><Title>s</Title><Time>PT1S</Time><SlideNumber>"
                + number
                + "</SlideNumber></SlideChange>";
    }
}
