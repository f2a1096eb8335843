package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;

/** What can be done after an upload: sessions, their further streams, and folders. */
class SessionsTest {
    private static final String API = "/Panopto/api/v1/";

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options -> options.withoutHttps().processingDelay(Duration.ZERO));

    @Test
    void aSessionCanBeRenamedTaggedOpenedAndRemoved() {
        Client client = simulator.client();
        String id = session(client);
        String session = API + "sessions/" + id;
        client.api("PUT", session, "{\"Name\": \"New\", \"Description\": \"Text\"}").expect(200);
        client.api("PUT", session + "/tags", "[\"a\", \"b\"]").expect(200);
        client.api("PUT", session + "/settings/access", "{\"Level\": \"Public\"}").expect(200);
        client.api(
                        "POST",
                        session + "/permissions",
                        "{\"PrincipalId\": \"p\", \"RoleType\": \"Viewer\"}")
                .expect(200);

        JsonNode changed = client.api("GET", session, "").expect(200).json();
        assertThat(changed.path("Name").asString()).isEqualTo("New");
        assertThat(changed.path("Description").asString()).isEqualTo("Text");
        assertThat(changed.path("Tags")).hasSize(2);
        assertThat(simulator.simulator().ledger().uploads().getFirst().session())
                .isEqualTo(
                        new Ledger.Session(
                                "New",
                                "Text",
                                Client.FOLDER,
                                "Public",
                                List.of("a", "b"),
                                List.of("Viewer:p")));

        client.api("DELETE", session, "").expect(200);
        client.api("GET", session, "").expect(404);
    }

    @Test
    void anAccessLevelThatDoesNotExistIsRefused() {
        Client client = simulator.client();
        String address = API + "sessions/" + session(client) + "/settings/access";
        client.api("PUT", address, "{\"Level\": \"Everybody\"}").expect(400);
    }

    @Test
    void sessionsNeedAToken() {
        simulator.anonymous().get(API + "sessions/x").expect(401);
        simulator.anonymous().get(API + "folders/creator").expect(401);
    }

    @Test
    void aStreamIsAddedToASessionWithoutAManifest() {
        Client client = simulator.client();
        String session = session(client);
        JsonNode created =
                client.rest(
                                "POST",
                                "upload",
                                "{\"SessionID\": \"%s\", \"StreamType\": 1}".formatted(session))
                        .expect(201)
                        .json();
        TestUpload stream = new TestUpload(client, created).file("screen.mp4", "bytes");
        String address = "upload/" + stream.id();
        client.rest("PUT", address, ((ObjectNode) created).put("State", 1).toString()).expect(200);
        JsonNode done = client.rest("GET", address, "").expect(200).json();
        assertThat(done.path("State").asInt()).isEqualTo(4);
        assertThat(done.path("SessionID").asString()).isEqualTo(session);
        assertThat(simulator.ledger(stream).sessionId()).isEqualTo(session);
        assertThat(simulator.ledger(stream).folderId()).isNull();
        client.getUpload(stream.id()).expect(404);
    }

    @Test
    void aStreamOfASessionThatDoesNotExistIsNotFound() {
        String body = "{\"SessionID\": \"6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11\"}";
        simulator.client().rest("POST", "upload", body).expect(404);
    }

    @Test
    void aStreamOfAnUnknownTypeIsRefused() {
        Client client = simulator.client();
        String body = "{\"SessionID\": \"%s\", \"StreamType\": 3}".formatted(session(client));
        client.rest("POST", "upload", body).expect(400);
    }

    @Test
    void aSecondFileInAStreamFailsIt() {
        Client client = simulator.client();
        JsonNode created =
                client.rest(
                                "POST",
                                "upload",
                                "{\"SessionID\": \"%s\", \"StreamType\": 0}"
                                        .formatted(session(client)))
                        .expect(201)
                        .json();
        TestUpload stream = new TestUpload(client, created).file("a.mp4", "a").file("b.mp4", "b");
        String whole = ((ObjectNode) created).put("State", 1).toString();
        client.rest("PUT", "upload/" + stream.id(), whole).expect(200);
        assertThat(simulator.ledger(stream).state()).isEqualTo(5);
    }

    @Test
    void foldersCanBeListedSearchedAndLookedAt() {
        Client client = simulator.client();
        assertThat(results(client, "folders/creator")).hasSize(1);
        assertThat(results(client, "folders/search?searchQuery=demo")).hasSize(1);
        assertThat(results(client, "folders/search?searchQuery=xyz")).isEmpty();
        JsonNode folder = client.api("GET", API + "folders/" + Client.FOLDER, "").json();
        assertThat(folder.path("Id").asString()).isEqualTo(Client.FOLDER);
        client.api("GET", API + "folders/6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11", "").expect(403);
    }

    @Test
    void cancellingWhatIsCompleteLeavesTheSession() {
        Client client = simulator.client();
        TestUpload upload = client.begin().file("manifest.xml", Manifests.session(""));
        upload.finalise().expect(200);
        upload.delete().expect(200);
        String session = upload.get().json().path("SessionId").asString();
        client.api("GET", API + "sessions/" + session, "").expect(200);
    }

    private static JsonNode results(Client client, String path) {
        return client.api("GET", API + path, "").expect(200).json().path("Results");
    }

    private static String session(Client client) {
        TestUpload upload = client.begin().file("manifest.xml", Manifests.session(""));
        upload.finalise().expect(200);
        return upload.get().json().path("SessionId").asString();
    }
}
