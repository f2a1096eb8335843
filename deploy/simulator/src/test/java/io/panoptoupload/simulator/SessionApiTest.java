package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** {@code /api/v1/sessions} speaks as Panopto's published OpenAPI document says. */
class SessionApiTest {
    private static final String API = "/Panopto/api/v1/sessions/";
    private static final String SOMEBODY = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";
    private static final String OPEN_FOLDER = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b12";

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.withoutHttps()
                            .processingDelay(Duration.ZERO)
                            .credentials(
                                    new Credentials(
                                            Credentials.demo().clients(),
                                            Credentials.demo().users(),
                                            List.of(
                                                    Credentials.demo().folders().getFirst(),
                                                    new Credentials.Folder(
                                                            OPEN_FOLDER,
                                                            "For everybody here",
                                                            null,
                                                            AccessLevel.ORGANIZATION,
                                                            null)))));

    private Client client = simulator.anonymous();
    private String session = "";

    @BeforeEach
    void aSession() {
        client = simulator.client();
        session = API + newSession(Client.FOLDER);
    }

    @Test
    void a_session_names_its_folder_its_owner_and_its_pages() {
        JsonNode found = client.api("GET", session, "").expect(200).json();
        assertThat(found.propertyNames())
                .containsExactlyInAnyOrder(
                        "Id",
                        "Name",
                        "Description",
                        "StartTime",
                        "Duration",
                        "MostRecentViewPosition",
                        "CreatedBy",
                        "Urls",
                        "Folder",
                        "FolderDetails",
                        "PercentCompleted");
        String id = session.substring(API.length());
        assertThat(found.path("Id").asString()).isEqualTo(id);
        assertThat(found.path("Name").asString()).isEqualTo("Algorithms, week 12");
        assertThat(found.path("StartTime").asString())
                .isEqualTo(simulator.clock().instant().toString());
        assertThat(found.path("CreatedBy").path("Username").asString()).isEqualTo("demo-user");
        assertThat(found.path("Folder").asString()).isEqualTo(Client.FOLDER);
        assertThat(found.path("FolderDetails").path("Name").asString()).isEqualTo("Demonstration");
        String pages = simulator.simulator().httpUri() + "/Panopto/Pages/";
        JsonNode urls = found.path("Urls");
        assertThat(urls.path("ViewerUrl").asString()).isEqualTo(pages + "Viewer.aspx?id=" + id);
        assertThat(urls.path("EmbedUrl").asString()).isEqualTo(pages + "Embed.aspx?id=" + id);
        URI embedded = URI.create(urls.path("EmbedUrl").asString());
        assertThat(client.get(embedded.getPath() + "?" + embedded.getQuery()).expect(200).body())
                .contains("Algorithms, week 12");
    }

    @Test
    void a_session_is_renamed_described_and_moved_and_what_is_not_given_stays() {
        client.api("PUT", session, "{\"Description\": \"Text\"}").expect(200);
        JsonNode changed = client.api("PUT", session, "{\"Name\": \"New\"}").expect(200).json();
        assertThat(changed.path("Name").asString()).isEqualTo("New");
        assertThat(changed.path("Description").asString()).isEqualTo("Text");
        client.api("PUT", session, "{\"Folder\": \"%s\"}".formatted(OPEN_FOLDER)).expect(200);
        JsonNode moved = client.api("GET", session, "").json();
        assertThat(moved.path("FolderDetails").path("Name").asString())
                .isEqualTo("For everybody here");
        assertThat(moved.path("Name").asString()).isEqualTo("New");
    }

    @Test
    void access_is_inherited_until_it_is_set() {
        access(client.api("GET", session + "/settings/access", ""), true, "Restricted");
        access(set(session, false, "Public"), false, "Public");
        access(client.api("GET", session + "/settings/access", ""), false, "Public");
        assertThat(simulator.simulator().ledger().uploads().getFirst().session())
                .extracting(Ledger.Session::access)
                .isEqualTo(AccessLevel.PUBLIC);
        access(set(session, true, "Restricted"), true, "Restricted");
    }

    @ParameterizedTest
    @CsvSource({
        "Restricted, true, Organization",
        "OrganizationUnlisted, true, Organization",
        "Organization, false, Organization",
        "PublicUnlisted, false, PublicUnlisted",
        "Public, false, Public"
    })
    void a_folders_access_takes_precedence_over_a_level_that_lets_in_fewer(
            String wanted, boolean inherited, String level) {
        String open = API + newSession(OPEN_FOLDER);
        access(set(open, false, wanted), inherited, level);
        access(client.api("GET", open + "/settings/access", ""), inherited, level);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Level\": \"Public\"}",
                "{\"IsInherited\": false}",
                "{\"IsInherited\": \"false\", \"Level\": \"Public\"}",
                "{\"IsInherited\": false, \"Level\": \"Everybody\"}",
                "[]",
                "nonsense"
            })
    void access_that_is_not_whole_is_refused(String body) {
        refused(client.api("PUT", session + "/settings/access", body), 400, "BadRequest");
        access(client.api("GET", session + "/settings/access", ""), true, "Restricted");
    }

    @Test
    void tags_are_replaced_and_come_back_as_objects() {
        String first = tags("PUT", "{\"Tags\": [\"a\", \"b\"]}").path(1).path("Id").asString();
        JsonNode tags = tags("PUT", "{\"Tags\": [\"b\", \"c\"]}");
        assertThat(tags.valueStream().map(tag -> tag.path("Content").asString()))
                .containsExactly("b", "c");
        assertThat(tags.path(0).path("Id").asString()).isEqualTo(first);
        assertThat(tags.path(0).path("UsageCount").asInt()).isEqualTo(1);
        assertThat(tags.path(0).path("CreatedBy").path("Username").asString())
                .isEqualTo("demo-user");
        assertThat(tags("GET", "")).isEqualTo(tags);
        assertThat(client.api("GET", session, "").json().has("Tags")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"a\"]", "{}", "{\"Tags\": \"a\"}", "{\"Tags\": [1]}"})
    void tags_of_another_shape_are_refused(String body) {
        refused(client.api("PUT", session + "/tags", body), 400, "BadRequest");
    }

    @Test
    void a_permission_comes_back_as_an_object() {
        JsonNode granted =
                client.api(
                                "POST",
                                session + "/permissions",
                                """
                                {"PrincipalId": "%s", "PrincipalType": "User", "RoleType": "Viewer"}
                                """
                                        .formatted(SOMEBODY))
                        .expect(200)
                        .json();
        assertThat(granted.path("IsInherited").booleanValue()).isFalse();
        assertThat(granted.path("Principal").path("Id").asString()).isEqualTo(SOMEBODY);
        assertThat(granted.path("Principal").path("Type").asString()).isEqualTo("User");
        assertThat(granted.path("Role").path("Name").asString()).isEqualTo("Viewer");
        JsonNode listed = client.api("GET", session + "/permissions", "").json().path("Results");
        assertThat(listed).containsExactly(granted);
        assertThat(simulator.simulator().ledger().uploads().getFirst().session())
                .extracting(Ledger.Session::permissions)
                .isEqualTo(List.of("Viewer:" + SOMEBODY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"PrincipalType\": \"User\", \"RoleType\": \"Viewer\"}",
                "{\"PrincipalId\": \"p\", \"PrincipalType\": \"User\", \"RoleType\": \"Viewer\"}",
                "{\"PrincipalId\": \"6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11\", \"RoleType\": \"Viewer\"}",
                "{\"PrincipalId\": \"6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11\", \"PrincipalType\":"
                        + " \"User\", \"RoleType\": \"Owner\"}",
                "{\"PrincipalId\": \"6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11\", \"PrincipalType\":"
                        + " \"User\"}"
            })
    void a_permission_of_another_shape_is_refused(String body) {
        refused(client.api("POST", session + "/permissions", body), 400, "BadRequest");
    }

    @Test
    void a_removed_session_returns_its_id_and_is_gone() {
        JsonNode removed = client.api("DELETE", session, "").expect(200).json();
        assertThat(removed.asString()).isEqualTo(session.substring(API.length()));
        for (String address : List.of(session, session + "/settings/access", session + "/tags")) {
            refused(client.api("GET", address, ""), 404, "NotFound");
        }
        refused(client.api("DELETE", session, ""), 404, "NotFound");
    }

    @Test
    void without_a_token_the_error_has_the_same_shape() {
        refused(simulator.anonymous().get(session), 401, "Unauthorized");
        refused(simulator.anonymous().get("/Panopto/api/v1/folders/creator"), 401, "Unauthorized");
        refused(client.api("GET", session + "/nothing", ""), 404, "NotFound");
    }

    @Test
    void a_fault_has_the_same_shape_too() {
        simulator
                .faults()
                .add(FaultRule.on(Operation.GET_SESSION, FaultKind.STATUS).status(403).build());
        refused(client.api("GET", session, ""), 403, "Forbidden");
    }

    private String newSession(String folder) {
        TestUpload upload = new TestUpload(client, client.createUpload(folder).expect(201).json());
        upload.file("manifest.xml", Manifests.session("")).finalise().expect(200);
        return upload.get().json().path("SessionId").asString();
    }

    private Reply set(String address, boolean inherited, String level) {
        return client.api(
                "PUT",
                address + "/settings/access",
                "{\"IsInherited\": %s, \"Level\": \"%s\"}".formatted(inherited, level));
    }

    private JsonNode tags(String method, String body) {
        return client.api(method, session + "/tags", body).expect(200).json().path("Results");
    }

    private static void access(Reply reply, boolean inherited, String level) {
        JsonNode access = reply.expect(200).json();
        assertThat(access.propertyNames()).containsExactlyInAnyOrder("IsInherited", "Level");
        assertThat(access.path("IsInherited").booleanValue()).isEqualTo(inherited);
        assertThat(access.path("Level").asString()).isEqualTo(level);
    }

    static void refused(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        JsonNode error = reply.json().path("Error");
        assertThat(error.propertyNames())
                .containsExactlyInAnyOrder("ErrorCode", "Message", "Success", "ErrorSource");
        assertThat(error.path("ErrorCode").asString()).isEqualTo(code);
        assertThat(error.path("Message").asString()).isNotBlank();
        assertThat(error.path("Success").booleanValue()).isFalse();
        assertThat(error.path("ErrorSource").asString()).isNotBlank();
    }
}
