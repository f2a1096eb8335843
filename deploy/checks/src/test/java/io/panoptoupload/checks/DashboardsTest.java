package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Dashboards are files: the same everywhere, for any data source, and explained panel by panel. */
@Tag("full")
class DashboardsTest {
    private static final List<String> UIDS =
            List.of("panopto-upload-one-worker", "panopto-upload-service");
    private static final Pattern LINK = Pattern.compile("\"url\":\"/d/([^?\"]+)");

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_dashboard_is_provisioned_and_not_edited(JsonNode dashboard) {
        assertThat(dashboard.get("uid").stringValue()).startsWith("panopto-upload-");
        assertThat(dashboard.get("editable").booleanValue()).isFalse();
        assertThat(dashboard.at("/templating/list").valueStream())
                .extracting(variable -> variable.get("name").stringValue())
                .containsExactly("datasource", "job", "instance");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void every_panel_says_what_it_shows_and_in_which_unit(JsonNode dashboard) {
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : Expressions.panels(dashboard)) {
            assertThat(panel.get("title").stringValue()).isNotBlank();
            assertThat(panel.get("description").stringValue()).as(panel.toString()).isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").stringValue()).isNotBlank();
            assertThat(ids.add(panel.get("id").intValue())).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void every_query_goes_to_the_chosen_source_job_and_worker(JsonNode dashboard) {
        for (JsonNode panel : Expressions.panels(dashboard)) {
            for (JsonNode target : panel.get("targets")) {
                assertThat(target.at("/datasource/uid").stringValue()).isEqualTo("${datasource}");
                assertThat(target.get("expr").stringValue())
                        .contains("job=~\"$job\", instance=~\"$instance\"")
                        .doesNotContain("rate_interval}")
                        .doesNotContainPattern("rate\\([^)]*\\[1m]");
            }
        }
    }

    @Test
    void from_the_service_one_gets_to_a_worker_and_back_and_nowhere_else() {
        for (JsonNode dashboard : Repository.dashboards()) {
            Set<String> others = new HashSet<>(UIDS);
            others.remove(dashboard.get("uid").stringValue());
            Matcher links = LINK.matcher(dashboard.toString());
            assertThat(links.results().map(link -> link.group(1)))
                    .isNotEmpty()
                    .allMatch(others::contains);
        }
        JsonNode service = Repository.tree("deploy/grafana/dashboards/panopto-upload-service.json");
        assertThat(Expressions.panels(service))
                .flatExtracting(panel -> panel.findValuesAsString("url"))
                .as("links of panels to the worker that a line is of")
                .isNotEmpty()
                .allMatch(url -> url.contains("var-instance=${__field.labels.instance}"));
    }

    @Test
    void there_is_one_for_the_service_and_one_for_a_worker() {
        assertThat(Repository.dashboards())
                .extracting(dashboard -> dashboard.get("uid").stringValue())
                .isEqualTo(UIDS);
    }

    static Stream<JsonNode> dashboards() {
        return Repository.dashboards().stream();
    }
}
