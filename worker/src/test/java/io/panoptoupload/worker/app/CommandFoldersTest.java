package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.simulator.Credentials;
import io.panoptoupload.simulator.Credentials.Folder;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Operation;
import io.panoptoupload.simulator.Simulator;
import io.panoptoupload.simulator.SimulatorOptions;
import io.panoptoupload.worker.operator.CommandFault;
import io.panoptoupload.worker.operator.FolderNames;
import io.panoptoupload.worker.wire.FakePanopto;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Folders by name and path at a site with folders within folders. */
class CommandFoldersTest {
    private static final List<Folder> FOLDERS = new ArrayList<>();
    private static final String SCIENCES = folder(1, "Sciences", null);
    private static final String ARTS = folder(2, "Arts", null);
    private static final String ALGEBRA = folder(3, "Algebra", SCIENCES);
    private static final String OTHER_ALGEBRA = folder(4, "Algebra", ARTS);
    private static final String WEEK = folder(5, "Week 12: Groups & Rings", ALGEBRA);
    private static final String ALGEBRA_TOO = folder(6, "Linear Algebra", SCIENCES);
    private static final String SLASHED = folder(7, "Drawing/Painting", ARTS);

    private static final String AT_THE_TOP =
            """
            {"Results": [{"Id": "%s", "Name": "Sciences",
              "ParentFolder": {"Id": "00000000-0000-0000-0000-000000000000", "Name": null}}]}
            """
                    .formatted(SCIENCES);

    @AutoClose private Simulator simulator;

    private static String folder(int number, String name, @Nullable String parent) {
        String id = "00000000-0000-0000-0000-00000000000" + number;
        FOLDERS.add(new Folder(id, name, parent, null, null));
        return id;
    }

    @BeforeEach
    void start() throws IOException {
        Credentials demo = Credentials.demo();
        simulator =
                Simulator.start(
                        SimulatorOptions.builder()
                                .withoutHttps()
                                .credentials(new Credentials(demo.clients(), demo.users(), FOLDERS))
                                .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sciences                                 | 1",
                "sciences                                 | 1",
                "/Sciences                                | 1",
                "/Sciences/                               | 1",
                "Sciences/Algebra                         | 3",
                "/arts/algebra                            | 4",
                "Linear Algebra                           | 6",
                "Week 12: Groups & Rings                  | 5",
                "Algebra/Week 12: Groups & Rings          | 5",
                "/Sciences/Algebra/Week 12: Groups & Rings| 5",
                "Drawing/Painting                         | 7",
                "/Arts/Drawing/Painting                   | 7",
            })
    void a_name_or_a_path_means_one_folder(String text, int number) {
        assertThat(folders().idOf(text)).isEqualTo(FOLDERS.get(number - 1).id());
    }

    @Test
    void a_name_of_two_is_refused_with_the_id_and_path_of_each() {
        assertThatThrownBy(() -> folders().idOf("Algebra"))
                .isInstanceOf(CommandFault.class)
                .hasMessageContaining("2 folders")
                .hasMessageContaining(ALGEBRA + "  /Sciences/Algebra")
                .hasMessageContaining(OTHER_ALGEBRA + "  /Arts/Algebra")
                .message()
                .doesNotContain(ALGEBRA_TOO, WEEK);
    }

    @ParameterizedTest
    @CsvSource({"Alg", "Geometry", "/Algebra", "Arts/Linear Algebra", "*", "Painting"})
    void what_is_not_the_whole_name_of_any_is_refused(String text) {
        assertThatThrownBy(() -> folders().idOf(text))
                .isInstanceOf(CommandFault.class)
                .hasMessageContaining("no folder '" + text + "'");
    }

    @Test
    void a_path_begins_at_the_first_folder_that_may_be_seen() {
        simulator
                .faults()
                .add(
                        FaultRule.on(Operation.GET_FOLDER, FaultKind.STATUS)
                                .matching(ARTS)
                                .status(403)
                                .build());
        assertThat(folders().find("Drawing/Painting"))
                .containsExactly(new FolderNames.Named(SLASHED, "/Drawing/Painting"));
    }

    /** The least GUID is what .NET shows in place of nothing. */
    @Test
    void a_folder_at_the_top_may_show_a_parent_of_zeros() throws IOException {
        try (FakePanopto panopto = new FakePanopto(null)) {
            panopto.script(step ->
                    step.operation().equals("rest")
                            && (step.exchange().getRequestURI().getPath().endsWith("search")
                                    ? step.respond(200, AT_THE_TOP)
                                    : step.respond(400, "{\"Message\":\"No folder\"}")));
            FolderNames folders =
                    CommandFolders.of(properties(panopto.baseUrl().toString(), "demo-secret"));
            assertThat(folders.find("Sciences"))
                    .containsExactly(new FolderNames.Named(SCIENCES, "/Sciences"));
        }
    }

    @Test
    void what_is_missing_to_ask_panopto_is_named() {
        FolderNames unconfigured = CommandFolders.of(List.of());
        assertThatThrownBy(() -> unconfigured.idOf("Algebra"))
                .isInstanceOf(CommandFault.class)
                .hasMessageContaining("'Algebra' Panopto has to be asked")
                .hasMessageContaining("panopto.base-url: is missing")
                .hasMessageContaining("panopto.oauth.client-id: is missing");
        assertThat(unconfigured.idOf(WEEK)).isEqualTo(WEEK);
    }

    @Test
    void a_site_that_does_not_let_us_in_is_named() {
        FolderNames wrong = CommandFolders.of(properties("wrong-secret"));
        assertThatThrownBy(() -> wrong.idOf("Algebra"))
                .isInstanceOf(CommandFault.class)
                .hasMessageContaining("'Algebra' cannot be looked for")
                .message()
                .doesNotContain("wrong-secret", "demo-password");
    }

    private FolderNames folders() {
        return CommandFolders.of(properties("demo-secret"));
    }

    private List<String> properties(String secret) {
        return properties(simulator.httpUri().toString(), secret);
    }

    private static List<String> properties(String site, String secret) {
        return List.of(
                "--panopto.base-url=" + site,
                "--panopto.oauth.client-id=demo-client",
                "--panopto.oauth.client-secret=" + secret,
                "--panopto.oauth.username=demo-user",
                "--panopto.oauth.password=demo-password");
    }
}
