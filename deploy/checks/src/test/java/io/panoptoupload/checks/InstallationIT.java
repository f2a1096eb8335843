package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.OutcomeEvent;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code docker compose up} starts does real work, and what operators see of it is there. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstallationIT {
    /** What Prometheus makes of every scrape by itself. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up");

    private static final Pattern SUBMIT =
            Pattern.compile("docker compose exec worker java -jar (\\S+) ((?:.*\\\\\n)*.*)");

    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

    private final Compose compose = new Compose();
    private Path directory;
    private Installation installation;
    private GatewayBeside gateway;
    private Requests requests;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        installation = new Installation(directory.resolve("installation"), 2);
        gateway = new GatewayBeside(compose, installation.bootstrapServers(), directory);
        gateway.await();
        requests = new Requests(installation.bootstrapServers());
        String camera = Installation.lectures().resolve("camera.mp4").toUri().toString();
        requests.publish("good", Requests.FOLDER, camera);
        requests.publish("no-folder", "11111111-0000-0000-0000-000000000001", camera);
        requests.publish("elsewhere", Requests.FOLDER, "file:///etc/passwd");
    }

    @AfterAll
    void stop() {
        requests.close();
        gateway.close();
        installation.close();
    }

    @Test
    void a_lecture_is_published_and_what_cannot_be_is_reported() {
        assertThat(requests.awaitEnd("good"))
                .isInstanceOfSatisfying(
                        OutcomeEvent.Completed.class,
                        completed ->
                                assertThat(completed.viewerUrl())
                                        .startsWith(installation.publicUrl() + "/Panopto/Pages/"));
        assertThat(requests.awaitEnd("no-folder")).isInstanceOf(OutcomeEvent.Failed.class);
        assertThat(requests.awaitEnd("elsewhere")).isInstanceOf(OutcomeEvent.Rejected.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_lecture_that_an_example_publishes_completes(Example example) throws Exception {
        example.publish(
                installation.bootstrapServers(),
                "of-" + example,
                Requests.FOLDER,
                "Größe der Übung, Woche 12",
                Installation.lectures().resolve("camera.mp4").toUri().toString());

        assertThat(requests.awaitEnd("of-" + example)).isInstanceOf(OutcomeEvent.Completed.class);
        assertThat(requests.awaitEnd("of-" + example).header().extensions()).containsKey("sender");
    }

    @Test
    void the_readmes_submit_completes() {
        Matcher shown = SUBMIT.matcher(Repository.text("README.md"));
        assertThat(shown.find()).isTrue();
        assertThat(compose.jar("worker")).isEqualTo(shown.group(1));
        List<String> words =
                WORD.matcher(shown.group(2).replace("\\\n", " "))
                        .results()
                        .map(word -> word.group().replace("\"", ""))
                        .toList();
        assertThat(words).startsWith("submit").contains("--watch");
        assertThat(installation.execute("submit", words)).isZero();
    }

    @Test
    void every_metric_that_dashboards_and_rules_name_is_scraped_from_workers_and_gateway()
            throws Exception {
        requests.awaitEnd("good");
        Set<String> named = new TreeSet<>();
        for (List<Expressions.Asked> all :
                List.of(
                        Expressions.ofPanels(),
                        Expressions.ofRecordingRules(),
                        Expressions.ofAlerts())) {
            all.stream()
                    .flatMap(asked -> Expressions.selectors(asked.expression()).stream())
                    .map(Expressions::name)
                    .forEach(named::add);
        }
        named.removeAll(OF_PROMETHEUS);
        Expressions.ofRecordingRules().forEach(rule -> named.remove(rule.where()));
        Set<String> ofGateways = new TreeSet<>(named);
        ofGateways.removeIf(name -> !name.startsWith("panopto_gateway_"));
        named.removeAll(ofGateways);
        assertThat(named).hasSizeGreaterThan(30);
        assertThat(ofGateways).hasSizeGreaterThan(5);
        assertThat(namesIn(gateway.scrape())).containsAll(ofGateways);
        assertThat(namesIn(installation.scrape(0))).containsAll(named);
        assertThat(namesIn(installation.scrape(1))).containsAll(named);
    }

    private static Set<String> namesIn(String scrape) {
        return scrape.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    @Test
    void the_names_of_metrics_and_labels_are_as_prometheus_wants_them() throws Exception {
        Tool promtool = Tool.named("promtool", "prometheus");
        Path ours = directory.resolve("ours.txt");
        Files.write(
                ours,
                installation
                        .scrape(0)
                        .lines()
                        .filter(line -> line.matches("(# [A-Z]+ )?panopto_upload_.*"))
                        .toList());
        assertThat(promtool.run(ours, "check", "metrics")).isEmpty();
    }

    @Test
    void every_panel_rule_and_alert_finds_its_series() throws Exception {
        Tool tool = Tool.named("prometheus", "prometheus");
        try (Prometheus prometheus =
                new Prometheus(
                        tool,
                        directory.resolve("prometheus"),
                        installation.targets(),
                        gateway.target())) {
            awaitSeries(prometheus, "up{job=\"panopto-gateway\"} == 1");
            awaitSeries(prometheus, "up{job=\"panopto-upload-worker\"} == 1");
            String camera = Installation.lectures().resolve("screen.mp4").toUri().toString();
            requests.publish("seen", Requests.FOLDER, camera);
            requests.awaitEnd("seen");
            awaitSeries(
                    prometheus,
                    "job_outcome:panopto_upload_jobs_finished:increase1h{outcome=\"completed\"} > 0");
            for (Expressions.Asked panel : Expressions.ofPanels()) {
                assertThat(prometheus.query(panel.expression())).as(panel.toString()).isNotEmpty();
            }
            for (String worker : installation.targets()) {
                for (Expressions.Asked panel : Expressions.ofWorkersPanels(worker)) {
                    awaitSeries(prometheus, panel.expression());
                }
            }
            for (Expressions.Asked rule : Expressions.ofRecordingRules()) {
                awaitSeries(prometheus, rule.where());
                assertThat(prometheus.query(rule.expression())).as(rule.toString()).isNotEmpty();
            }
            for (Expressions.Asked alert : Expressions.ofAlerts()) {
                var _ = prometheus.query(alert.expression());
                for (String selector : Expressions.selectors(alert.expression())) {
                    assertThat(prometheus.query(selector)).as(alert.toString()).isNotEmpty();
                }
            }
        }
    }

    private static void awaitSeries(Prometheus prometheus, String expression) {
        Awaitility.await(expression)
                .atMost(Patience.LIMIT)
                .until(() -> !prometheus.query(expression).isEmpty());
    }
}
