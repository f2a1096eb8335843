package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;

/** Streams that are added to a session after its upload. */
class AddedStreamsTest {
    private static final String API = "/Panopto/api/v1/";

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options -> options.withoutHttps().processingDelay(Duration.ZERO));

    @Test
    void a_stream_is_added_to_a_session_without_a_manifest() {
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
    void a_stream_of_a_session_that_does_not_exist_is_not_found() {
        String body = "{\"SessionID\": \"6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11\"}";
        simulator.client().rest("POST", "upload", body).expect(404);
    }

    @Test
    void a_stream_of_an_unknown_type_is_refused() {
        Client client = simulator.client();
        String body = "{\"SessionID\": \"%s\", \"StreamType\": 3}".formatted(session(client));
        client.rest("POST", "upload", body).expect(400);
    }

    @Test
    void a_second_file_in_a_stream_fails_it() {
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
    void cancelling_what_is_complete_leaves_the_session() {
        Client client = simulator.client();
        TestUpload upload = client.begin().file("manifest.xml", Manifests.session(""));
        upload.finalise().expect(200);
        upload.delete().expect(200);
        String session = upload.get().json().path("SessionId").asString();
        client.api("GET", API + "sessions/" + session, "").expect(200);
    }

    private static String session(Client client) {
        TestUpload upload = client.begin().file("manifest.xml", Manifests.session(""));
        upload.finalise().expect(200);
        return upload.get().json().path("SessionId").asString();
    }
}
