package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One command, nothing else to install, and the same every time. */
@Tag("full")
class ComposeTest {
    private final Compose compose = new Compose();

    @Test
    void a_real_compose_takes_the_file() {
        Tool tool = Tool.named("docker-compose", "docker-compose");
        String file = Repository.path("docker-compose.yml").toString();
        assertThat(tool.run("--file", file, "config", "--quiet")).isBlank();
    }

    @Test
    void everything_that_is_shown_is_there() {
        assertThat(compose.services())
                .containsExactlyInAnyOrder(
                        "kafka", "simulator", "worker", "gateway", "prometheus", "grafana");
        assertThat(compose.service("worker").at("/deploy/replicas").intValue()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("services")
    void a_service_is_built_here_or_pinned_and_reports_how_it_is(String name) {
        JsonNode service = new Compose().service(name);
        if (service.get("build") == null) {
            assertThat(service.get("image").stringValue()).matches("[a-z/]+:v?\\d+\\.\\d+\\.\\d+");
        }
        assertThat(service.at("/healthcheck/test").stringValue()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("services")
    void what_a_service_mounts_from_here_exists_and_stays_as_it_is(String name) {
        for (JsonNode volume : new Compose().service(name).path("volumes")) {
            if (volume.isString() && volume.stringValue().startsWith("./")) {
                String[] fields = volume.stringValue().split(":", -1);
                assertThat(Repository.path(fields[0])).exists();
                assertThat(fields[2]).isEqualTo("ro");
            }
        }
    }

    /** In the short form, a path that begins with neither / nor . would name a volume. */
    @Test
    void lectures_are_those_shipped_or_any_directory_that_is_named() {
        JsonNode lectures =
                compose.service("worker")
                        .get("volumes")
                        .valueStream()
                        .filter(volume -> "/lectures".equals(volume.path("target").asString("")))
                        .findFirst()
                        .orElseThrow();
        assertThat(lectures.get("type").stringValue()).isEqualTo("bind");
        assertThat(lectures.get("read_only").booleanValue()).isTrue();
        Matcher source =
                Pattern.compile("\\$\\{LECTURES:-(.*)}")
                        .matcher(lectures.get("source").stringValue());
        assertThat(source.matches()).isTrue();
        assertThat(Repository.path(source.group(1))).isDirectory();
    }

    @Test
    void each_worker_that_the_file_starts_has_a_port_for_its_metrics_and_so_have_some_more() {
        JsonNode worker = compose.service("worker");
        Matcher range =
                Pattern.compile("127\\.0\\.0\\.1:(\\d+)-(\\d+):8080")
                        .matcher(worker.get("ports").get(0).stringValue());
        assertThat(range.matches()).isTrue();
        int ports = Integer.parseInt(range.group(2)) - Integer.parseInt(range.group(1)) + 1;
        assertThat(ports).isGreaterThan(worker.at("/deploy/replicas").intValue());
    }

    @Test
    void a_viewer_link_leads_to_a_port_that_this_machine_can_open() {
        List<String> command = compose.command("simulator");
        String port = value(command, "--port=");
        assertThat(value(command, "--public-url=")).isEqualTo("http://localhost:" + port);
        assertThat(compose.service("simulator").get("ports").get(0).stringValue())
                .isEqualTo("127.0.0.1:%s:%s".formatted(port, port));
    }

    private static String value(List<String> command, String option) {
        return command.stream()
                .filter(word -> word.startsWith(option))
                .map(word -> word.substring(option.length()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void grafana_asks_the_prometheus_that_scrapes_the_workers() {
        JsonNode source =
                Repository.tree("deploy/grafana/provisioning/datasources/prometheus.yml")
                        .at("/datasources/0");
        assertThat(source.get("url").stringValue()).isEqualTo("http://prometheus:9090");
        JsonNode prometheus = Repository.tree("deploy/prometheus/prometheus.yml");
        assertThat(source.at("/jsonData/timeInterval"))
                .isEqualTo(prometheus.at("/global/scrape_interval"));
        assertThat(prometheus.at("/scrape_configs/0/dns_sd_configs/0/names/0").stringValue())
                .isIn(compose.services());
        JsonNode provider =
                Repository.tree("deploy/grafana/provisioning/dashboards/panopto-upload.yml")
                        .at("/providers/0/options/path");
        assertThat(compose.service("grafana").get("volumes").valueStream())
                .anyMatch(v -> v.asString().contains(":" + provider.stringValue() + ":"));
    }

    static Stream<String> services() {
        return new Compose().services().stream().sorted();
    }
}
