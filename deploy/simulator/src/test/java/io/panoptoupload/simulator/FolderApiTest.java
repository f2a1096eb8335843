package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@code /api/v1/folders} speaks as Panopto's published OpenAPI document says. */
class FolderApiTest {
    private static final String API = "/Panopto/api/v1/folders/";
    private static final String FACULTY = id(1);
    private static final String ALGORITHMS = id(2);
    private static final String ARCHIVE = id(3);

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.withoutHttps()
                            .credentials(
                                    new Credentials(
                                            Credentials.demo().clients(),
                                            Credentials.demo().users(),
                                            folders())));

    private final Client client = simulator.client();

    private static List<Credentials.Folder> folders() {
        List<Credentials.Folder> folders = new ArrayList<>();
        folders.add(Credentials.Folder.of(FACULTY, "Computer Science"));
        folders.add(new Credentials.Folder(ALGORITHMS, "Algorithms (2026)", FACULTY, null, null));
        folders.add(new Credentials.Folder(ARCHIVE, "Archive", FACULTY, null, false));
        IntStream.rangeClosed(10, 69)
                .mapToObj(number -> Credentials.Folder.of(id(number), "Seminar " + number))
                .forEach(folders::add);
        return folders;
    }

    private static String id(int number) {
        return "00000000-0000-0000-0000-%012d".formatted(number);
    }

    @Test
    void a_folder_names_its_parent_and_its_pages() {
        JsonNode folder = client.api("GET", API + ALGORITHMS, "").expect(200).json();
        assertThat(folder.propertyNames())
                .containsExactlyInAnyOrder("Id", "Name", "Description", "ParentFolder", "Urls");
        assertThat(folder.path("Id").asString()).isEqualTo(ALGORITHMS);
        assertThat(folder.path("Name").asString()).isEqualTo("Algorithms (2026)");
        assertThat(folder.path("ParentFolder").path("Id").asString()).isEqualTo(FACULTY);
        assertThat(folder.path("ParentFolder").path("Name").asString())
                .isEqualTo("Computer Science");
        assertThat(folder.path("Urls").path("FolderUrl").asString()).contains(ALGORITHMS);
        assertThat(client.api("GET", API + FACULTY, "").json().path("ParentFolder").isNull())
                .isTrue();
    }

    @Test
    void an_unknown_folder_is_not_found() {
        SessionApiTest.refused(client.api("GET", API + id(4711), ""), 404, "NotFound");
        SessionApiTest.refused(
                client.api("GET", API + id(4711) + "/children", ""), 404, "NotFound");
    }

    @Test
    void a_folder_in_which_one_may_not_create_is_seen_but_takes_no_upload() {
        client.api("GET", API + ARCHIVE, "").expect(200);
        client.createUpload(ARCHIVE).expect(403);
        assertThat(all("creator")).doesNotContain("Archive").contains("Algorithms (2026)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Algorithms (2026) | Algorithms (2026)
                    algorithms        | Algorithms (2026)
                    2026 algo         | Algorithms (2026)
                    science           | Computer Science
                    scien*            | Computer Science
                    rchive            |
                    algorithms 2027   |
                    nothing           |
                    ()                |
                    """)
    void folders_are_found_by_the_words_of_their_name(String query, String found) {
        assertThat(search(query)).isEqualTo(found == null ? List.of() : List.of(found));
    }

    @Test
    void a_star_finds_all_folders_page_after_page() {
        assertThat(search("*")).hasSize(63).doesNotHaveDuplicates();
        assertThat(page("search?searchQuery=*", 0)).hasSize(Page.SIZE);
        assertThat(page("search?searchQuery=*", 3)).isEmpty();
    }

    @Test
    void a_list_can_be_reversed() {
        assertThat(all("search?searchQuery=seminar&sortOrder=Desc").findFirst())
                .contains("Seminar 69");
        assertThat(all("search?searchQuery=seminar&sortOrder=Asc").findFirst())
                .contains("Seminar 10");
    }

    @Test
    void children_are_listed_from_the_top() {
        assertThat(all(FACULTY + "/children")).containsExactly("Algorithms (2026)", "Archive");
        assertThat(all(Folders.TOP + "/children")).hasSize(61).contains("Computer Science");
        assertThat(all(ARCHIVE + "/children")).isEmpty();
    }

    @Test
    void a_query_that_is_missing_or_wrong_is_refused() {
        SessionApiTest.refused(client.api("GET", API + "search", ""), 400, "BadRequest");
        SessionApiTest.refused(
                client.api("GET", API + "creator?pageNumber=-1", ""), 400, "BadRequest");
        SessionApiTest.refused(
                client.api("GET", API + "creator?pageNumber=x", ""), 400, "BadRequest");
    }

    private List<String> search(String query) {
        return all("search?searchQuery=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .toList();
    }

    /** The names on all pages, as a client reads them: until one is empty. */
    private Stream<String> all(String address) {
        List<String> names = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            List<String> page = page(address, number);
            if (page.isEmpty()) {
                return names.stream();
            }
            names.addAll(page);
        }
        throw new AssertionError("no page is empty");
    }

    private List<String> page(String address, int number) {
        String page = address + (address.contains("?") ? "&" : "?") + "pageNumber=" + number;
        return client.api("GET", API + page, "")
                .expect(200)
                .json()
                .path("Results")
                .valueStream()
                .map(folder -> folder.path("Name").asString())
                .toList();
    }
}
