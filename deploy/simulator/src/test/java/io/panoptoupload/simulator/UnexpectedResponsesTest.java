package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Responses that no client hopes for, as a site behind single sign-on or a .NET service gives. */
class UnexpectedResponsesTest {
    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options -> options.withoutHttps().processingDelay(Duration.ZERO));

    @ParameterizedTest
    @ValueSource(strings = {"createUpload", "any"})
    void a_login_page_comes_back_and_nothing_is_done(String operation) {
        Client client = simulator.client();
        faults("[{'operation': '%s', 'kind': 'html'}]".formatted(operation));
        Reply reply = client.createUpload();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("text/html");
        assertThat(reply.body()).startsWith("<!DOCTYPE html>").contains("Sign in");
        assertThat(simulator.simulator().ledger().uploads()).isEmpty();
    }

    @Test
    void a_page_can_be_that_of_a_broken_server() {
        Client client = simulator.client();
        faults(
                "[{'operation': 'getFolder', 'kind': 'html', 'status': 503, 'message': 'Closed <until"
                        + " Monday>.', 'times': 1}]");
        Reply reply = client.api("GET", "/Panopto/api/v1/folders/creator", "");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body()).contains("Closed &lt;until Monday&gt;.");
        client.api("GET", "/Panopto/api/v1/folders/creator", "").expect(200);
    }

    @Test
    void a_part_that_meets_a_login_page_is_not_stored() {
        TestUpload upload = simulator.client().begin();
        String uploadId = upload.createMultipart("a.mp4").element("UploadId");
        faults("[{'operation': 'uploadPart', 'kind': 'html'}]");
        assertThat(upload.putPart("a.mp4", uploadId, 1, new byte[9]).header("ETag")).isEmpty();
        assertThat(simulator.ledger(upload).bytesReceived()).isZero();
    }

    @Test
    void a_redirect_leads_to_the_login_page() {
        Client client = simulator.client();
        TestUpload upload = client.begin();
        faults("[{'operation': 'getUpload', 'kind': 'login-redirect'}]");
        Reply reply = upload.get();
        assertThat(reply.status()).isEqualTo(302);
        String location = reply.header("Location");
        assertThat(location)
                .startsWith(simulator.simulator().httpUri() + "/Panopto/Pages/Auth/Login.aspx?")
                .endsWith("sessionUpload%2F" + upload.id());
        URI page = URI.create(location);
        assertThat(client.get(page.getRawPath() + "?" + page.getRawQuery()).expect(200).body())
                .contains("Sign in");
    }

    @Test
    void a_redirect_can_have_another_status_and_does_nothing() {
        TestUpload upload = simulator.client().begin().file("manifest.xml", Manifests.session(""));
        faults("[{'operation': 'finalise', 'kind': 'login-redirect', 'status': 307, 'nth': 1}]");
        upload.finalise().expect(307);
        assertThat(upload.state()).isZero();
        upload.finalise().expect(200);
    }

    @Test
    void a_byte_order_mark_stands_before_the_response() {
        Client client = simulator.client();
        faults("[{'operation': 'createUpload', 'kind': 'bom'}]");
        Reply reply = client.createUpload();
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body()).startsWith("\uFEFF{");
        JsonNode upload = JsonMapper.shared().readTree(reply.body().substring(1));
        assertThat(upload.path("ID").asString())
                .isEqualTo(simulator.simulator().ledger().uploads().getFirst().id());
    }

    @Test
    void a_byte_order_mark_stands_before_xml_and_tokens_too() {
        TestUpload upload = simulator.client().begin();
        faults("[{'operation': 'any', 'kind': 'bom'}]");
        assertThat(upload.createMultipart("a.mp4").expect(200).body()).startsWith("\uFEFF<?xml");
        assertThat(simulator.anonymous().token("client_credentials", "scope=api").body())
                .startsWith("\uFEFF{");
    }

    @Test
    void a_complete_upload_shows_no_session_while_the_rule_is_in_force() {
        TestUpload upload = finalised();
        faults("[{'operation': 'getUpload', 'kind': 'no-session'}]");
        JsonNode shown = upload.get().expect(200).json();
        assertThat(shown.path("State").asInt()).isEqualTo(4);
        assertThat(shown.path("SessionId").isNull()).isTrue();
        faults("[]");
        assertThat(upload.get().json().path("SessionId").asString())
                .isEqualTo(simulator.ledger(upload).sessionId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00000000-0000-0000-0000-000000000000"})
    void a_session_id_can_be_there_and_of_no_use(String id) {
        TestUpload upload = finalised();
        faults(
                "[{'operation': 'getUpload', 'kind': 'no-session', 'message': '%s', 'times': 1}]"
                        .formatted(id));
        assertThat(upload.get().json().path("SessionId").asString("absent")).isEqualTo(id);
        assertThat(upload.get().json().path("SessionId").asString())
                .isEqualTo(simulator.ledger(upload).sessionId());
    }

    @Test
    void an_upload_that_is_finalised_under_the_rule_never_shows_its_session() {
        TestUpload upload = simulator.client().begin().file("manifest.xml", Manifests.session(""));
        faults("[{'operation': 'finalise', 'kind': 'no-session', 'times': 1}]");
        upload.finalise().expect(200);
        for (int look = 1; look <= 3; look++) {
            JsonNode shown = upload.get().json();
            assertThat(shown.path("State").asInt()).isEqualTo(4);
            assertThat(shown.path("SessionId").isNull()).isTrue();
        }
        assertThat(simulator.ledger(upload).sessionId()).isNotNull();
    }

    private static TestUpload finalised() {
        TestUpload upload = simulator.client().begin().file("manifest.xml", Manifests.session(""));
        upload.finalise().expect(200);
        return upload;
    }

    private static void faults(String rules) {
        simulator
                .anonymous()
                .send("PUT", "/simulator/faults", Map.of(), rules.replace('\'', '"'))
                .expect(200);
    }
}
