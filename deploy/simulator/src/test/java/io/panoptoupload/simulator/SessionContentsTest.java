package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What a session takes from its manifest, and from the videos themselves. */
class SessionContentsTest {
    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options -> options.withoutHttps().processingDelay(Duration.ZERO));

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T09:00:00Z, 2026-11-23T09:00:00Z",
        "2026-11-23T09:00:00+01:00, 2026-11-23T08:00:00Z",
        "2026-11-23T09:00:00, 2026-11-23T09:00:00Z"
    })
    void its_date_is_that_of_the_manifest(String date, String startTime) {
        JsonNode session = session(Manifests.session("<Date>" + date + "</Date>"));
        assertThat(session.path("StartTime").asString()).isEqualTo(startTime);
    }

    @Test
    void its_tags_are_those_of_the_manifest() {
        JsonNode session =
                session(Manifests.session("<Tags><Tag>a</Tag><Tag>b</Tag><Tag>a</Tag></Tags>"));
        assertThat(
                        simulator
                                .client()
                                .api("GET", address(session) + "/tags", "")
                                .json()
                                .path("Results")
                                .valueStream()
                                .map(tag -> tag.path("Content").asString()))
                .containsExactly("a", "b");
    }

    @Test
    void its_duration_reaches_to_the_end_of_the_last_video() {
        String videos =
                Manifests.videos(
                        "<Video><Start>PT0S</Start><File>a.mp4</File><Type>Primary</Type></Video>",
                        "<Video><Start>PT1M</Start><File>b.mp4</File><Type>Primary</Type></Video>",
                        "<Video><Start>PT9M</Start><File>c.mp4</File><Type>Audio</Type></Video>");
        TestUpload upload =
                simulator
                        .client()
                        .begin()
                        .file("a.mp4", mp4(box("mvhd", header(90_000, 90_000 * 65L))))
                        .file("b.mp4", mp4(box("mvhd", header(1000, 10_500))))
                        .file("c.mp4", "no media at all");
        assertThat(session(upload, videos).path("Duration").asDouble()).isEqualTo(70.5);
    }

    static List<byte[]> ofTwelveSeconds() {
        return List.of(
                mp4(box("mvhd", header(600, 7200))),
                mp4(box("mvhd", wideHeader(48_000, 48_000 * 12L))),
                join(box("free", new byte[20]), mp4(wideBox("mvhd", header(1, 12)))),
                join(box("ftyp", new byte[8]), unbounded("moov", box("mvhd", header(1, 12)))));
    }

    @ParameterizedTest
    @MethodSource("ofTwelveSeconds")
    void a_video_says_how_long_it_is(byte[] video) {
        assertThat(durationOf(video).asDouble()).isEqualTo(12.0);
    }

    static List<byte[]> ofUnknownLength() {
        return List.of(
                new byte[0],
                "RIFF is no MP4".getBytes(UTF_8),
                box("moov", box("trak", new byte[40])),
                mp4(box("mvhd", header(0, 12))),
                mp4(box("mvhd", header(600, 0xFFFF_FFFFL))),
                Arrays.copyOf(mp4(box("mvhd", header(600, 7200))), 30));
    }

    @ParameterizedTest
    @MethodSource("ofUnknownLength")
    void a_video_that_does_not_say_leaves_the_duration_open(byte[] video) {
        assertThat(durationOf(video).isNull()).isTrue();
    }

    private static JsonNode durationOf(byte[] video) {
        String manifest =
                Manifests.videos(
                        "<Video><Start>PT0S</Start><File>a.mp4</File><Type>Primary</Type></Video>");
        TestUpload upload = simulator.client().begin().file("a.mp4", video);
        return session(upload, manifest).path("Duration");
    }

    private static JsonNode session(String manifest) {
        return session(simulator.client().begin(), manifest);
    }

    private static JsonNode session(TestUpload upload, String manifest) {
        upload.file("manifest.xml", manifest).finalise().expect(200);
        JsonNode complete = upload.get().json();
        assertThat(complete.path("State").asInt())
                .as(complete.path("Message").asString(""))
                .isEqualTo(4);
        String id = complete.path("SessionId").asString();
        return simulator.client().api("GET", "/Panopto/api/v1/sessions/" + id, "").json();
    }

    private static String address(JsonNode session) {
        return "/Panopto/api/v1/sessions/" + session.path("Id").asString();
    }

    private static byte[] mp4(byte[] inMovie) {
        return join(box("ftyp", "isom0000".getBytes(UTF_8)), box("moov", inMovie));
    }

    private static byte[] box(String type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .putInt(8 + content.length)
                .put(type.getBytes(UTF_8))
                .put(content)
                .array();
    }

    /** A box with its size in 64 bits. */
    private static byte[] wideBox(String type, byte[] content) {
        return ByteBuffer.allocate(16 + content.length)
                .putInt(1)
                .put(type.getBytes(UTF_8))
                .putLong(16 + content.length)
                .put(content)
                .array();
    }

    /** A box that reaches to the end of the file. */
    private static byte[] unbounded(String type, byte[] content) {
        byte[] box = box(type, content);
        ByteBuffer.wrap(box).putInt(0, 0);
        return box;
    }

    private static byte[] header(int unitsPerSecond, long units) {
        return ByteBuffer.allocate(100).putInt(12, unitsPerSecond).putInt(16, (int) units).array();
    }

    private static byte[] wideHeader(int unitsPerSecond, long units) {
        return ByteBuffer.allocate(112)
                .put(0, (byte) 1)
                .putInt(20, unitsPerSecond)
                .putLong(24, units)
                .array();
    }

    private static byte[] join(byte[] first, byte[] second) {
        return Bytes.join(first, second);
    }
}
