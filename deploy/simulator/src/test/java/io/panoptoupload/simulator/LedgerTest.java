package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** What the simulator reports of itself over HTTP. */
class LedgerTest {
    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.withoutHttps()
                            .storage(new Storage.Discard())
                            .processingDelay(Duration.ZERO));

    @Test
    void the_ledger_lists_every_upload() {
        TestUpload upload = simulator.client().begin().file("a.mp4", "bytes");
        upload.file("manifest.xml", Manifests.session("")).finalise().expect(200);
        TestUpload untouched = simulator.client().begin();

        JsonNode ledger = simulator.anonymous().get("/simulator/ledger").expect(200).json();
        assertThat(ledger).hasSize(2);
        JsonNode entry = ledger.valueStream().filter(e -> is(upload, e)).findFirst().orElseThrow();
        assertThat(entry.path("folderId").asString()).isEqualTo(Client.FOLDER);
        assertThat(entry.path("state").asInt()).isEqualTo(4);
        assertThat(entry.path("finalised").asInt()).isEqualTo(1);
        assertThat(entry.path("sessionId").asString()).isNotBlank();
        assertThat(entry.path("manifest").asString()).isEqualTo(Manifests.session(""));
        JsonNode file = entry.path("files").get(0);
        assertThat(file.path("name").asString()).isEqualTo("a.mp4");
        assertThat(file.path("sizeBytes").asInt()).isEqualTo(5);
        assertThat(file.path("crc32").asString())
                .isEqualTo(Bytes.crc32("bytes".getBytes(StandardCharsets.UTF_8)));
        assertThat(file.path("parts").asInt()).isEqualTo(1);
        assertThat(file.path("repeatedParts").asInt(-1)).isZero();
        assertThat(entry.path("requests").path("uploadPart").asInt()).isEqualTo(2);

        JsonNode second =
                ledger.valueStream().filter(e -> is(untouched, e)).findFirst().orElseThrow();
        assertThat(second.path("state").asInt(-1)).isZero();
        assertThat(second.path("manifest").isNull()).isTrue();
    }

    @Test
    void the_ledger_can_be_forgotten() {
        TestUpload upload = simulator.client().begin();
        simulator.anonymous().send("DELETE", "/simulator/ledger", Map.of(), "").expect(200);
        assertThat(simulator.anonymous().get("/simulator/ledger").json()).isEmpty();
        upload.get().expect(404);
    }

    @Test
    void health_counts_requests() {
        simulator.client().begin();
        JsonNode health = simulator.anonymous().get("/simulator/health").expect(200).json();
        assertThat(health.path("status").asString()).isEqualTo("UP");
        assertThat(health.path("requests").path("createUpload").asInt()).isPositive();
    }

    @Test
    void the_page_shows_sessions_and_escapes_what_comes_from_outside() {
        TestUpload upload = simulator.client().begin().file("a.mp4", "bytes");
        String manifest = Manifests.session("<Description>1 &lt; 2</Description>");
        upload.file("manifest.xml", manifest).finalise().expect(200);
        String page = simulator.anonymous().get("/").expect(200).body();
        assertThat(page).contains("Algorithms, week 12", "1 &lt; 2", "a.mp4", "complete");

        String session = upload.get().json().path("SessionId").asString();
        String viewer = "/Panopto/Pages/Viewer.aspx?id=" + session;
        assertThat(page).contains(viewer);
        assertThat(simulator.anonymous().get(viewer).expect(200).body()).contains("Algorithms");
        simulator.anonymous().get("/Panopto/Pages/Viewer.aspx?id=none").expect(404);
    }

    @Test
    void an_address_that_panopto_does_not_have_is_not_found() {
        simulator.anonymous().get("/Panopto/nothing").expect(404);
        simulator.anonymous().get("/simulator/nothing").expect(404);
    }

    private static boolean is(TestUpload upload, JsonNode entry) {
        return entry.path("id").asString().equals(upload.id());
    }
}
