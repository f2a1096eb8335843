package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Panopto's web server takes paths in any case, and its upload API stands at two addresses. */
class AddressesTest {
    private static final String TOKEN =
            "grant_type=password&username=demo-user&password=demo-password&scope=openid+api";

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options -> options.withoutHttps().processingDelay(Duration.ZERO));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/Panopto/PublicAPI/REST/sessionUpload",
                "/Panopto/PublicAPI/Rest/SessionUpload",
                "/panopto/publicapi/rest/sessionupload",
                "/PANOPTO/PUBLICAPI/REST/SESSIONUPLOAD",
                "/Panopto/Services/PublicAPI/REST/sessionUpload",
                "/panopto/services/publicapi/rest/sessionupload"
            })
    void an_upload_is_opened_looked_at_and_cancelled_at_each_address(String address) {
        Client client = simulator.client();
        String id =
                client.api("POST", address, "{\"FolderId\": \"%s\"}".formatted(Client.FOLDER))
                        .expect(201)
                        .json()
                        .path("ID")
                        .asString();
        client.api("GET", address + "/" + id.toUpperCase(Locale.ROOT), "").expect(200);
        client.api("DELETE", address + "/" + id, "").expect(200);
        assertThat(client.getUpload(id).json().path("State").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/panopto/oauth2/connect/token", "/Panopto/OAuth2/Connect/Token"})
    void tokens_are_issued_in_any_case(String address) {
        simulator
                .anonymous()
                .send(
                        "POST",
                        address,
                        Map.of("Authorization", "Basic ZGVtby1jbGllbnQ6ZGVtby1zZWNyZXQ="),
                        TOKEN)
                .expect(200);
    }

    @Test
    void the_names_of_objects_keep_their_case() {
        TestUpload upload = simulator.client().begin();
        String path = URI.create(upload.target()).getPath();
        String lower = path.toLowerCase(Locale.ROOT) + "/Lecture.MP4";
        simulator.anonymous().send("PUT", lower, Map.of(), "bytes").expect(200);
        assertThat(simulator.ledger(upload).files())
                .extracting(Ledger.File::name)
                .containsExactly("Lecture.MP4");
    }

    @Test
    void folders_sessions_and_pages_are_found_in_any_case() {
        Client client = simulator.client();
        client.api("GET", "/panopto/API/V1/Folders/Creator", "").expect(200);
        TestUpload upload = client.begin().file("manifest.xml", Manifests.session(""));
        upload.finalise().expect(200);
        String session = upload.get().json().path("SessionId").asString();
        client.api("GET", "/PANOPTO/API/v1/SESSIONS/" + session.toUpperCase(Locale.ROOT), "")
                .expect(200);
        client.get("/panopto/pages/viewer.aspx?id=" + session).expect(200);
    }

    @Test
    void an_address_that_panopto_does_not_have_is_not_found() {
        simulator.client().api("GET", "/Panopto/api/v1/sessions/x/nothing", "").expect(404);
        simulator.client().api("GET", "/Panopto/api/v1/folders", "").expect(404);
        simulator.client().api("GET", "/Panopto/PublicAPI/REST/nothing", "").expect(404);
    }
}
