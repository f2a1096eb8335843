package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** {@code /api/v1/folders/{id}/sessions} lists as Panopto's published OpenAPI document says. */
class FolderSessionsTest {
    private static final String SESSIONS = "/Panopto/api/v1/folders/" + Client.FOLDER + "/sessions";

    @RegisterExtension static final RunningSimulator simulator = RunningSimulator.plain();

    private final Client client = simulator.client();

    @Test
    void an_empty_folder_has_an_empty_page() {
        assertThat(names("")).isEmpty();
    }

    @Test
    void a_session_is_listed_with_less_than_it_has_itself() {
        publish("Algorithms");
        JsonNode listed = page("").path("Results").path(0);
        assertThat(listed.path("Name").asString()).isEqualTo("Algorithms");
        assertThat(listed.path("Folder").asString()).isEqualTo(Client.FOLDER);
        assertThat(listed.path("FolderDetails").path("Name").asString()).isEqualTo("Demonstration");
        assertThat(listed.path("CreatedBy").isNull()).isTrue();
        assertThat(listed.path("Urls").propertyNames()).containsExactly("ViewerUrl");
        String id = listed.path("Id").asString();
        JsonNode whole = client.api("GET", "/Panopto/api/v1/sessions/" + id, "").json();
        assertThat(whole.path("CreatedBy").isNull()).isFalse();
        assertThat(whole.path("Urls").path("ViewerUrl"))
                .isEqualTo(listed.path("Urls").path("ViewerUrl"));
    }

    @Test
    void sessions_are_ordered_by_name_or_by_creation() {
        List.of("b", "c", "a").forEach(this::publish);
        assertThat(names("")).containsExactly("a", "b", "c");
        assertThat(names("?sortField=Name&sortOrder=Desc")).containsExactly("c", "b", "a");
        assertThat(names("?sortField=CreatedDate")).containsExactly("b", "c", "a");
        assertThat(names("?sortField=CreatedDate&sortOrder=Desc")).containsExactly("a", "c", "b");
    }

    @Test
    void pages_end_with_an_empty_one() {
        for (int i = 0; i <= Page.SIZE; i++) {
            publish("Lecture " + i);
        }
        assertThat(names("?pageNumber=0")).hasSize(Page.SIZE);
        assertThat(names("?pageNumber=1")).hasSize(1);
        assertThat(names("?pageNumber=2")).isEmpty();
    }

    @Test
    void a_session_that_is_deleted_is_no_longer_listed() {
        publish("Algorithms");
        String id = page("").path("Results").path(0).path("Id").asString();
        client.api("DELETE", "/Panopto/api/v1/sessions/" + id, "").expect(200);
        assertThat(names("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?sortField=Colour", "?pageNumber=-1"})
    void a_query_that_is_wrong_is_refused(String query) {
        SessionApiTest.refused(client.api("GET", SESSIONS + query, ""), 400, "BadRequest");
    }

    @Test
    void a_folder_that_one_may_not_see_is_refused() {
        String other = SESSIONS.replace(Client.FOLDER, "11111111-1111-1111-1111-111111111111");
        assertThat(client.api("GET", other, "").status()).isEqualTo(403);
        assertThat(simulator.anonymous().api("GET", SESSIONS, "").status()).isEqualTo(401);
    }

    private void publish(String title) {
        client.begin()
                .file("manifest.xml", Manifests.session("").replace("Algorithms, week 12", title))
                .finalise()
                .expect(200);
    }

    private List<String> names(String query) {
        return page(query)
                .path("Results")
                .valueStream()
                .map(session -> session.path("Name").asString())
                .toList();
    }

    private JsonNode page(String query) {
        return client.api("GET", SESSIONS + query, "").expect(200).json();
    }
}
