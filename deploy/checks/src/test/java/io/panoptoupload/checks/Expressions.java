package io.panoptoupload.checks;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What dashboards and rules ask of Prometheus. */
final class Expressions {
    private static final Pattern LABEL_LISTS =
            Pattern.compile("\\b(?:by|on|without|ignoring|group_left)\\s*\\([^)]*\\)");

    /** A name, with its label matchers if it has any, that is neither function nor keyword. */
    private static final Pattern SELECTOR =
            Pattern.compile(
                    "\\b(?!(?:and|or|unless|bool)\\b)[a-zA-Z_][a-zA-Z0-9_:]*+(?!\\s*\\()"
                            + "(?:\\{[^}]*})?");

    private static final Pattern RANGES = Pattern.compile("\\[[^]]*]");

    private Expressions() {}

    /** A question, and where it is asked. */
    record Asked(String where, String expression) {
        @Override
        public String toString() {
            return where + ": " + expression;
        }
    }

    static List<JsonNode> panels(JsonNode dashboard) {
        return dashboard
                .get("panels")
                .valueStream()
                .filter(panel -> !panel.get("type").stringValue().equals("row"))
                .toList();
    }

    /** Of all panels, with the variables as Grafana would fill them in for everything. */
    static List<Asked> ofPanels() {
        return Repository.dashboards().stream()
                .flatMap(dashboard -> ofPanels(dashboard, ".+").stream())
                .toList();
    }

    /** Of the dashboard of one worker, for that worker. */
    static List<Asked> ofWorkersPanels(String instance) {
        return ofPanels(
                Repository.tree("deploy/grafana/dashboards/panopto-upload-one-worker.json"),
                instance);
    }

    private static List<Asked> ofPanels(JsonNode dashboard, String instance) {
        List<Asked> asked = new ArrayList<>();
        for (JsonNode panel : panels(dashboard)) {
            String where =
                    dashboard.get("title").stringValue() + " / " + panel.get("title").stringValue();
            for (JsonNode target : panel.get("targets")) {
                String expression = target.get("expr").stringValue();
                asked.add(new Asked(where, filledIn(expression, instance)));
            }
        }
        return asked;
    }

    private static String filledIn(String expression, String instance) {
        return expression
                .replace("$namespace", ".*")
                .replace("$job", "panopto-upload-worker")
                .replace("$instance", instance)
                .replace("$__rate_interval", "1m");
    }

    static List<Asked> ofRecordingRules() {
        return Repository.rules("recording.yml").stream()
                .map(rule -> asked(rule, "record"))
                .toList();
    }

    static List<Asked> ofAlerts() {
        return Repository.rules("alerts.yml").stream().map(rule -> asked(rule, "alert")).toList();
    }

    private static Asked asked(JsonNode rule, String name) {
        return new Asked(rule.get(name).stringValue(), rule.get("expr").stringValue());
    }

    /** The series that an expression is made of: an alert that is quiet has no others to show. */
    static Set<String> selectors(String expression) {
        String bare = LABEL_LISTS.matcher(expression).replaceAll("");
        bare = RANGES.matcher(bare).replaceAll("");
        Set<String> selectors = new LinkedHashSet<>();
        SELECTOR.matcher(bare).results().map(MatchResult::group).forEach(selectors::add);
        return selectors;
    }

    /** The name that a selector begins with. */
    static String name(String selector) {
        int brace = selector.indexOf('{');
        return brace < 0 ? selector : selector.substring(0, brace);
    }
}
