package io.panoptoupload.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class OptionsTest {
    @Test
    void what_is_not_the_standalones_own_is_a_property_of_the_worker() throws Exception {
        assertThat(parse("--data", "/srv/panopto", "--worker.uploads=2", "--server.port=0"))
                .isEqualTo(
                        new Options.Run(
                                Path.of("/srv/panopto"),
                                9092,
                                Map.of("worker.uploads", "2", "server.port", "0"),
                                null,
                                null,
                                false));
    }

    @Test
    void the_brokers_port_can_be_chosen() throws Exception {
        assertThat(parse("--data=/srv/panopto", "--kafka-port", "19092", "--end-with-parent"))
                .isEqualTo(
                        new Options.Run(
                                Path.of("/srv/panopto"), 19092, Map.of(), null, null, true));
    }

    @Test
    void a_gateway_gets_its_own_properties_and_knows_the_workers_topics() throws Exception {
        assertThat(
                        parse(
                                "--data=/a",
                                "--gateway",
                                "panopto-gateway.jar",
                                "--gateway.max-listeners=9",
                                "--worker.topics.journal=j",
                                "--panopto.oauth.password=secret",
                                "--server.port=8081"))
                .isEqualTo(
                        new Options.Run(
                                Path.of("/a"),
                                9092,
                                Map.of(
                                        "worker.topics.journal",
                                        "j",
                                        "panopto.oauth.password",
                                        "secret",
                                        "server.port",
                                        "8081"),
                                new Options.Gateway(
                                        Path.of("panopto-gateway.jar"),
                                        Map.of(
                                                "gateway.max-listeners",
                                                "9",
                                                "worker.topics.journal",
                                                "j",
                                                "server.port",
                                                "8090")),
                                null,
                                false));
    }

    @Test
    void a_directory_that_the_worker_may_not_read_is_not_watched(@TempDir Path captures)
            throws Exception {
        Path inbox = Files.createDirectory(captures.resolve("in"));
        Path elsewhere = Files.createDirectory(captures.resolve("in-progress"));
        String roots = "--worker.sources.file-roots=/none," + inbox;
        assertThat(parse(watching(inbox, roots))).isInstanceOf(Options.Run.class);
        assertThatThrownBy(() -> parse(watching(elsewhere, roots)))
                .isInstanceOf(Options.UsageException.class)
                .hasMessage(
                        "The worker may not read %s; set: %s,%s See --help.",
                        elsewhere, roots, elsewhere);
    }

    private static String[] watching(Path directory, String roots) {
        return new String[] {
            "--data=/a", "--folder=F", "--watch-folder", directory.toString(), roots
        };
    }

    @Test
    void a_directory_is_watched_with_the_words_of_the_workers_command(@TempDir Path captures)
            throws Exception {
        assertThat(
                        parse(
                                "--data=/a",
                                "--watch-folder",
                                captures.toString(),
                                "--folder",
                                "Sciences/In box",
                                "--settle=5m"))
                .isEqualTo(
                        new Options.Run(
                                Path.of("/a"),
                                9092,
                                Map.of(),
                                null,
                                new Options.WatchedFolder(
                                        captures,
                                        List.of("--folder=Sciences/In box", "--settle=5m")),
                                false));
    }

    @Test
    void the_demo_can_stay() throws Exception {
        assertThat(parse("--demo")).isEqualTo(new Options.Demo(false, false, null));
        assertThat(parse("--demo-keep")).isEqualTo(new Options.Demo(true, false, null));
        assertThat(parse("--demo-keep", "--gateway=panopto-gateway.jar"))
                .isEqualTo(new Options.Demo(true, false, Path.of("panopto-gateway.jar")));
    }

    @Test
    void help_wins_over_everything_else() throws Exception {
        assertThat(parse("--kafka-port=x", "--help")).isEqualTo(new Options.Help());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                      | --data DIR is missing. See --help.
                    --data                                  | --data DIR is missing. See --help.
                    --worker.uploads=2                      | --data DIR is missing. See --help.
                    upload                                  | "upload" is not understood. See --help.
                    --data /a --kafka-port 70000            | --kafka-port must be from 1 to 65535, not "70000". See --help.
                    --data /a --kafka-port none             | --kafka-port must be from 1 to 65535, not "none". See --help.
                    --data /a --gateway.max-listeners=9    | --gateway JAR is missing. See --help.
                    --data /a --gateway g --gateway-port x | --gateway-port must be from 1 to 65535, not "x". See --help.
                    --data /a --folder Inbox                | --watch-folder DIR is missing. See --help.
                    --data /a --watch-folder /tmp           | '--folder ID|NAME|PATH is missing. See --help.'
                    --data /a --watch-folder /none --folder F | /none is not a writable directory. See --help.
                    --demo --data /a                        | The demo takes no --data. See --help.
                    --data /a --server.address=10.1.2.3     | server.address cannot be set: the standalone asks for health at http://127.0.0.1:PORT/actuator/health; put a proxy before it. See --help.
                    --data /a --worker.uploads 2            | "2" is not understood. See --help.
                    """)
    void wrong_use_is_explained_in_one_line(String arguments, String message) {
        assertThatThrownBy(
                        () -> parse(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1)))
                .isInstanceOf(Options.UsageException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "server.address, 10.1.2.3",
        "serverAddress, ::1",
        "SERVER_ADDRESS, uni.example",
        "server.ssl.bundle, uni",
        "SERVER_SSL_KEY_STORE_PASSWORD, s3cret",
        "management.server.port, 9090",
        "MANAGEMENT_SERVER_ADDRESS, 10.1.2.3",
        "management.endpoints.web.base-path, /",
        "server.servlet.contextPath, /worker"
    })
    void the_workers_health_stays_where_it_is_asked_for(String name, String value) {
        for (boolean variable : List.of(true, false)) {
            Map<String, String> set = Map.of(name, value);
            assertThatThrownBy(() ->
                            HealthPage.check(variable ? Map.of() : set, variable ? set : Map.of()))
                    .isInstanceOf(Options.UsageException.class)
                    .as("no value, which may be a password")
                    .hasMessageStartingWith(name + " cannot be set: ")
                    .hasMessageContaining("http://127.0.0.1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SERVER_ADDRESS, 0.0.0.0",
        "server.address, 127.0.0.1",
        "server.address, localhost",
        "server.address, ::",
        "server.address, ''",
        "SERVER_SSL_BUNDLE, ''",
        "SERVER_SSL_ENABLED, false",
        "management.endpoints.web.base-path, /actuator",
        "server.servlet.context-path, /",
        "server.port, 8081",
        "server.tomcat.threads.max, 20"
    })
    void what_leaves_it_there_may_be_set(String name, String value) throws Exception {
        HealthPage.check(Map.of(name, value), Map.of());
        HealthPage.check(Map.of(), Map.of(name, value));
    }

    @Test
    void the_broker_cannot_be_replaced() {
        assertThatThrownBy(() -> parse("--data=/a", "--spring.kafka.bootstrap-servers=b:9092"))
                .hasMessageContaining("its own broker");
    }

    private static Options parse(String... arguments) throws Options.UsageException {
        return Options.parse(List.of(arguments));
    }
}
