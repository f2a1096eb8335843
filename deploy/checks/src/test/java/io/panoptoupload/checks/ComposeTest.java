package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

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
        JsonNode volumes = new Compose().service(name).path("volumes");
        for (JsonNode volume : volumes) {
            String[] fields =
                    volume.stringValue()
                            .replaceFirst("\\$\\{LECTURES:-(.*?)}", "$1")
                            .split(":", -1);
            if (fields[0].startsWith("./")) {
                assertThat(Repository.path(fields[0])).exists();
                assertThat(fields[2]).isEqualTo("ro");
            }
        }
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
                .anyMatch(v -> v.stringValue().contains(":" + provider.stringValue() + ":"));
    }

    static Stream<String> services() {
        return new Compose().services().stream().sorted();
    }
}
