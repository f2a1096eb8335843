package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Dashboards are files: the same everywhere, for any data source, and explained panel by panel. */
@Tag("full")
class DashboardsTest {
    private static final List<String> UIDS =
            List.of("panopto-upload-one-worker", "panopto-upload-service");

    /** Where the runbook is if nobody says where else it is published. */
    static final String RUNBOOK =
            "https://github.com/panopto-upload/panopto-upload-worker/blob/main/";

    private static final String TO_ENTRY = "${runbook}docs/operating.md#";

    /** What is either up or not says an alert better than a panel. */
    private static final Set<String> STATES =
            Set.of("up", "panopto_gateway_kafka_reachable", "panopto_gateway_view_ready");

    private static final Pattern LINK = Pattern.compile("\"url\":\"/d/([^?\"]+)");

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_dashboard_is_provisioned_and_not_edited(JsonNode dashboard) {
        assertThat(dashboard.get("uid").stringValue()).startsWith("panopto-upload-");
        assertThat(dashboard.get("editable").booleanValue()).isFalse();
        assertThat(dashboard.at("/templating/list").valueStream())
                .extracting(variable -> variable.get("name").stringValue())
                .containsExactly("datasource", "namespace", "job", "instance", "runbook");
        assertThat(dashboard.at("/templating/list/4/query").stringValue()).isEqualTo(RUNBOOK);
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
    void every_query_goes_to_the_chosen_source_namespace_job_and_worker(JsonNode dashboard) {
        for (JsonNode panel : Expressions.panels(dashboard)) {
            for (JsonNode target : panel.get("targets")) {
                assertThat(target.at("/datasource/uid").stringValue()).isEqualTo("${datasource}");
                String expression = target.get("expr").stringValue();
                assertThat(Expressions.selectors(expression))
                        .isNotEmpty()
                        .allMatch(DashboardsTest::isOfWhatIsChosen);
                assertThat(expression)
                        .doesNotContain("rate_interval}")
                        .doesNotContainPattern("rate\\([^)]*\\[1m]");
            }
        }
    }

    private static boolean isOfWhatIsChosen(String selector) {
        String job =
                Expressions.name(selector).startsWith("panopto_gateway_")
                        ? "job=\"panopto-gateway\""
                        : "job=~\"$job\", instance=~\"$instance\"";
        return selector.contains("{namespace=~\"$namespace\", " + job);
    }

    /** Staging beside production has the same jobs; outside Kubernetes there is no namespace. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void all_namespaces_are_those_without_the_label_too_and_jobs_are_of_the_chosen_ones(
            JsonNode dashboard) {
        JsonNode variables = dashboard.at("/templating/list");
        assertThat(variables.at("/1/allValue").stringValue()).isEqualTo(".*");
        assertThat(List.of(variables.at("/2/definition"), variables.at("/3/definition")))
                .extracting(JsonNode::stringValue)
                .allMatch(query -> query.contains("{namespace=~\"$namespace\""));
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
                .filteredOn(url -> url.startsWith("/d/"))
                .as("links of panels to the worker that a line is of")
                .isNotEmpty()
                .allMatch(url ->
                        url.contains("${namespace:queryparam}")
                                && url.contains("var-instance=${__field.labels.instance}"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_lead_to_the_runbook_and_each_line_drawn_in_one_is_where_its_alert_fires(
            JsonNode dashboard) {
        Map<String, String> alerts =
                Expressions.ofAlerts().stream()
                        .collect(
                                Collectors.toMap(
                                        alert -> alert.where().toLowerCase(Locale.ROOT),
                                        Expressions.Asked::expression));
        List<JsonNode> leading =
                Expressions.panels(dashboard).stream()
                        .filter(panel -> panel.path("links").size() > 0)
                        .toList();
        assertThat(leading).hasSizeGreaterThan(5);
        for (JsonNode panel : Expressions.panels(dashboard)) {
            String url = panel.at("/links/0/url").asString(TO_ENTRY);
            assertThat(url).startsWith(TO_ENTRY);
            String alert = url.substring(TO_ENTRY.length());
            if (!alert.isEmpty()) {
                assertThat(alerts).containsKey(alert);
            }
            JsonNode defaults = panel.at("/fieldConfig/defaults");
            if (defaults.at("/custom/thresholdsStyle/mode").asString("").equals("line")) {
                double line = defaults.at("/thresholds/steps/1/value").doubleValue();
                assertThat(limit(alerts.getOrDefault(alert, ""))).isEqualTo(line);
            }
        }
    }

    /** What an expression is compared with at its end, such as "> 6 * 3600". */
    private static double limit(String expression) {
        String last = expression.substring(expression.lastIndexOf('>') + 1);
        return Stream.of(last.split("\\*", -1))
                .mapToDouble(factor -> Double.parseDouble(factor.strip()))
                .reduce(1, (a, b) -> a * b);
    }

    @Test
    void every_alert_of_the_gateway_has_what_it_is_about_in_a_panel() {
        Set<String> shown = new HashSet<>();
        Expressions.ofPanels().forEach(panel -> shown.addAll(names(panel)));
        for (Expressions.Asked alert : Expressions.ofAlerts()) {
            if (alert.where().startsWith("PanoptoGateway")) {
                Set<String> asked = names(alert);
                asked.removeAll(STATES);
                assertThat(shown).as(alert.toString()).containsAll(asked);
            }
        }
    }

    private static Set<String> names(Expressions.Asked asked) {
        return Expressions.selectors(asked.expression()).stream()
                .map(Expressions::name)
                .collect(Collectors.toCollection(HashSet::new));
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
