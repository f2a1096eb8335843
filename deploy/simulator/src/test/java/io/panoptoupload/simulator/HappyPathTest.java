package io.panoptoupload.simulator;

import static io.panoptoupload.simulator.TestUpload.MIB;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

class HappyPathTest {
    @TempDir static Path data;

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.storage(new Storage.Keep(data))
                            .processingDelay(Duration.ofSeconds(10)));

    private final byte[] first = Bytes.random(1, 5 * MIB);
    private final byte[] second = Bytes.random(2, 5 * MIB);
    private final byte[] last = Bytes.random(3, 1000);
    private final byte[] slides = Bytes.random(4, 3 * MIB);

    @Test
    void a_lecture_of_two_streams_becomes_a_session_over_http() {
        aLectureBecomesASession(simulator.client(), simulator.simulator().httpUri().toString());
    }

    @Test
    void a_lecture_of_two_streams_becomes_a_session_over_https() throws Exception {
        aLectureBecomesASession(simulator.tlsClient(), simulator.simulator().httpsUri().toString());
    }

    private void aLectureBecomesASession(Client client, String base) {
        TestUpload upload = client.begin();
        assertThat(upload.target()).startsWith(base + "/Panopto/Upload/");
        assertThat(upload.created().path("SessionId").isNull()).isTrue();
        assertThat(upload.target()).doesNotContain(upload.id());

        upload.file("camera.mp4", first, second, last)
                .file("slides.mp4", slides)
                .file(
                        "manifest.xml",
                        Manifests.videos(
                                Manifests.video(
                                        "camera.mp4", Bytes.crc32(first, second, last), "Primary"),
                                Manifests.video("slides.mp4", Bytes.crc32(slides), "Secondary")));

        JsonNode finalised = upload.finalise().expect(200).json();
        assertThat(finalised.path("State").asInt()).isEqualTo(1);
        assertThat(finalised.path("SessionId").isNull()).isTrue();

        simulator.clock().advance(Duration.ofSeconds(2));
        assertThat(upload.state()).isEqualTo(3);

        simulator.clock().advance(Duration.ofSeconds(8));
        JsonNode complete = upload.get().expect(200).json();
        assertThat(complete.path("State").asInt()).isEqualTo(4);
        String session = complete.path("SessionId").asString();
        assertThat(UUID.fromString(session)).isNotNull();
        assertThat(session).isNotEqualTo(upload.id());

        JsonNode found = client.api("GET", "/Panopto/api/v1/sessions/" + session, "").json();
        assertThat(found.path("Name").asString()).isEqualTo("Algorithms, week 12");
        assertThat(found.path("Urls").path("ViewerUrl").asString())
                .isEqualTo(base + "/Panopto/Pages/Viewer.aspx?id=" + session);

        assertTheLedgerKnowsTheFiles(upload, session);
    }

    private void assertTheLedgerKnowsTheFiles(TestUpload upload, String session) {
        Ledger.Upload entry = simulator.ledger(upload);
        assertThat(entry.folderId()).isEqualTo(Client.FOLDER);
        assertThat(entry.state()).isEqualTo(4);
        assertThat(entry.finalised()).isEqualTo(1);
        assertThat(entry.sessionId()).isEqualTo(session);
        assertThat(entry.manifest()).startsWith("<?xml").contains("camera.mp4");
        assertThat(entry.files())
                .contains(
                        new Ledger.File(
                                "camera.mp4",
                                10L * MIB + 1000,
                                Bytes.crc32(first, second, last),
                                3,
                                0),
                        new Ledger.File("slides.mp4", 3L * MIB, Bytes.crc32(slides), 1, 0));
        assertThat(data.resolve(upload.id()).resolve("camera.mp4"))
                .hasBinaryContent(Bytes.join(first, second, last));
    }

    @Test
    void the_viewer_page_plays_kept_files() {
        Client client = simulator.client();
        TestUpload upload = client.begin().file("slides.mp4", slides);
        upload.file("manifest.xml", Manifests.session("")).finalise().expect(200);
        simulator.clock().advance(Duration.ofSeconds(10));
        String session = upload.get().json().path("SessionId").asString();
        String video = "/simulator/files/" + upload.id() + "/slides.mp4";
        assertThat(client.get("/Panopto/Pages/Viewer.aspx?id=" + session).body())
                .contains("<video", video);

        Reply range = client.send("GET", video, Map.of("Range", "bytes=10-19"), "");
        assertThat(range.status()).isEqualTo(206);
        assertThat(range.header("Content-Type")).isEqualTo("video/mp4");
        assertThat(range.header("Content-Range")).isEqualTo("bytes 10-19/" + slides.length);
        assertThat(client.get("/simulator/files/" + upload.id() + "/").status())
                .as("no listing")
                .isGreaterThanOrEqualTo(400);
    }

    @Test
    void a_plain_put_uploads_an_object_too() {
        TestUpload upload = simulator.client().begin();
        String address = upload.target() + "/slides.mp4";
        simulator.client().send("PUT", address, Map.of(), slides).expect(200);
        assertThat(simulator.ledger(upload).files())
                .containsExactly(
                        new Ledger.File("slides.mp4", 3L * MIB, Bytes.crc32(slides), 1, 0));
    }
}
