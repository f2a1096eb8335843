package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ProfilesTest {
    @TempDir private Path home;
    private Path file;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void profile() throws IOException {
        Path directory = Files.createDirectories(home.resolve(".config/panopto-upload"));
        file = directory.resolve("test.properties");
        Files.writeString(
                file,
                """
                # the test site
                spring.kafka.bootstrap-servers=kafka.example:9092
                panopto.base-url=https://größe.example
                """);
    }

    @Test
    void properties_of_the_command_line_come_first_however_they_are_spelled() {
        assertThat(properties("test", "--spring.kafka.bootstrapServers=other:9092"))
                .containsExactlyInAnyOrder(
                        "--panopto.base-url=https://größe.example",
                        "--spring.kafka.bootstrapServers=other:9092");
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "worker.sources.file-roots=/a,       --worker.sources.file-roots[0]=/b",
        "worker.sources.file-roots[1]=/a,    --worker.sources.fileRoots=/b",
        "worker.sources.file-roots[1]=/a,    --worker.sources.file-roots[0]=/b"
    })
    void a_list_of_the_command_line_is_the_whole_list(String inProfile, String given)
            throws IOException {
        Files.writeString(file, inProfile);
        assertThat(properties("test", given)).containsExactly(given);
    }

    @Test
    void of_what_has_names_the_others_remain() throws IOException {
        Files.writeString(file, "a.credentials[x1].token=1");
        assertThat(properties("test", "--a.credentials[x2].token=2")).hasSize(2);
    }

    @Test
    void without_a_profile_nothing_is_read() {
        assertThat(profiles(Map.of()).properties(null, List.of("--a.b=c"), warnings::add))
                .containsExactly("--a.b=c");
    }

    @Test
    void the_directory_may_be_another_one() throws IOException {
        Path other = Files.createDirectories(home.resolve("other/panopto-upload"));
        Files.writeString(other.resolve("x.properties"), "a.b=1");
        Map<String, String> environment =
                Map.of("XDG_CONFIG_HOME", home.resolve("other").toString());
        assertThat(profiles(environment).properties("x", List.of(), warnings::add))
                .containsExactly("--a.b=1");
    }

    @Test
    void a_profile_that_is_not_there_is_named_with_its_file_and_those_that_are() {
        CommandFault fault =
                catchThrowableOfType(CommandFault.class, () -> properties("production"));
        assertThat(fault.exit()).isEqualTo(Exit.USAGE);
        assertThat(fault.lines())
                .containsExactly(
                        "--profile: there is no file %s; there are: test"
                                .formatted(file.resolveSibling("production.properties")));
        assertThat(catchThrowableOfType(CommandFault.class, () -> properties("../x")).lines())
                .singleElement()
                .asString()
                .contains("is no name");
    }

    @Test
    void a_secret_that_others_can_read_is_warned_of_once() throws IOException {
        Files.writeString(file, "panopto.oauth.client-secret=s");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        List<String> _ = properties("test");
        assertThat(warnings).singleElement().asString().contains("chmod 600 " + file);
        warnings.clear();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        List<String> _ = properties("test");
        assertThat(warnings).isEmpty();
    }

    private List<String> properties(String profile, String... given) {
        return profiles(Map.of()).properties(profile, List.of(given), warnings::add);
    }

    private Profiles profiles(Map<String, String> environment) {
        return Profiles.of(environment, home.toString());
    }
}
