package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** An alert wakes somebody: it says what is the matter, and where the remedy stands. */
@Tag("full")
class AlertsTest {
    @ParameterizedTest
    @MethodSource("alerts")
    void an_alert_waits_and_says_how_bad_it_is_and_what_it_means(JsonNode alert) {
        assertThat(alert.get("for").stringValue()).matches("[1-9][0-9]*[mh]");
        assertThat(alert.at("/labels/severity").stringValue()).isIn("critical", "warning");
        assertThat(alert.at("/annotations/summary").stringValue()).isNotBlank();
        assertThat(alert.at("/annotations/description").stringValue()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void an_alert_has_its_entry_with_command_meaning_first_look_and_remedy(JsonNode alert) {
        String name = alert.get("alert").stringValue();
        assertThat(alert.at("/annotations/runbook_url").stringValue())
                .isEqualTo("docs/operating.md#" + name.toLowerCase(Locale.ROOT));
        String page = Repository.text("docs/operating.md");
        assertThat(page).contains("\n### " + name + "\n");
        String entry = page.substring(page.indexOf("\n### " + name + "\n") + 1);
        int next = entry.indexOf("\n#");
        assertThat(next < 0 ? entry : entry.substring(0, next))
                .startsWith("### " + name + "\n**Run.** `")
                .contains("**Meaning.**")
                .contains("**First look.**")
                .contains("**Remedy.**");
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void an_alert_has_a_case_that_fires_and_one_that_keeps_quiet(JsonNode alert) {
        List<JsonNode> cases =
                Repository.tree("deploy/prometheus/tests/alerts.yml")
                        .get("tests")
                        .valueStream()
                        .flatMap(test -> test.get("alert_rule_test").valueStream())
                        .filter(each -> each.get("alertname").equals(alert.get("alert")))
                        .toList();
        assertThat(cases).anyMatch(each -> each.get("exp_alerts").size() > 0);
        assertThat(cases).anyMatch(each -> each.get("exp_alerts").isEmpty());
    }

    @Test
    void the_cases_come_out_as_expected() {
        Tool promtool = Tool.named("promtool", "prometheus");
        String cases = Repository.path("deploy/prometheus/tests/alerts.yml").toString();
        assertThat(promtool.run("test", "rules", cases)).contains("SUCCESS");
    }

    @Test
    void prometheus_takes_its_configuration() {
        Tool promtool = Tool.named("promtool", "prometheus");
        String configuration = Repository.path("deploy/prometheus/prometheus.yml").toString();
        assertThat(promtool.run("check", "config", configuration)).contains("2 rule files found");
    }

    static Stream<JsonNode> alerts() {
        return Repository.rules("alerts.yml").stream();
    }
}
