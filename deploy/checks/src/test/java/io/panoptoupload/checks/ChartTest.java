package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What Helm makes of the chart is what Kubernetes knows, and fits the worker. */
@Tag("full")
class ChartTest {
    /** As the value file with everything says. */
    private static final String RUNBOOK =
            "https://git.example.edu/panopto-upload-worker/blob/main/";

    private static final String FULL = "full.yaml";

    @Test
    void helm_finds_nothing_to_complain_of() {
        LintResult result = Chart.helm().lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"least.yaml", "full.yaml", "shared-cluster.yaml"})
    void helm_finds_nothing_to_complain_of_with_values_either(
            String values, @TempDir Path directory) {
        LintResult result = Chart.with(values, directory).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void the_notes_say_how_it_does_and_what_it_lacks() {
        assertThat(Chart.notes("least.yaml"))
                .contains(
                        "uploads-panopto-upload-worker takes upload requests from"
                                + " kafka-bootstrap.kafka.svc:9092",
                        "https://uni.hosted.panopto.com",
                        "--namespace lectures port-forward"
                                + " deployment/uploads-panopto-upload-worker 8080",
                        "Nobody scrapes it",
                        "No recordings are mounted");
        assertThat(Chart.notes(FULL))
                .contains("/actuator/health/readiness")
                .doesNotContain("Nobody scrapes it", "No recordings are mounted");
    }

    @Test
    void the_least_gives_a_worker_and_nothing_that_needs_an_operator() {
        assertThat(Chart.rendered("least.yaml").kinds())
                .containsExactlyInAnyOrder(
                        "Deployment", "Service", "ServiceAccount", "PodDisruptionBudget");
        assertThat(Chart.rendered("shared-cluster.yaml").kinds())
                .containsExactlyInAnyOrder("Deployment", "Service", "ConfigMap");
    }

    @Test
    void everything_on_gives_everything() {
        assertThat(Chart.rendered(FULL).kinds())
                .containsExactlyInAnyOrder(
                        "Deployment",
                        "Service",
                        "ServiceAccount",
                        "PodDisruptionBudget",
                        "ConfigMap",
                        "ConfigMap",
                        "NetworkPolicy",
                        "PodMonitor",
                        "PrometheusRule",
                        "ScaledObject");
    }

    @ParameterizedTest
    @ValueSource(strings = {"least.yaml", "full.yaml", "shared-cluster.yaml"})
    void a_worker_runs_without_rights_and_has_time_to_end(String values) {
        PodSpec pod = pod(Chart.rendered(values));
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(35);
        Container worker = pod.getContainers().getFirst();
        assertThat(worker.getEnv())
                .as("the worker's own limit, 15 s below Kubernetes'")
                .contains(new EnvVar("WORKER_SHUTDOWN_GRACE", "20s", null));
        assertThat(worker.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(worker.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(worker.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(worker.getReadinessProbe().getHttpGet().getPath()).endsWith("/readiness");
        assertThat(worker.getLivenessProbe().getHttpGet().getPath()).endsWith("/liveness");
    }

    @ParameterizedTest
    @ValueSource(strings = {"least.yaml", "full.yaml", "shared-cluster.yaml"})
    void secrets_are_files_and_no_value_of_theirs_stands_in_the_chart(String values) {
        PodSpec pod = pod(Chart.rendered(values));
        assertThat(pod.getContainers().getFirst().getEnv())
                .extracting(EnvVar::getName)
                .noneMatch(name -> name.contains("SECRET") || name.contains("PASSWORD"));
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getName().equals("panopto"))
                .singleElement()
                .satisfies(volume ->
                        assertThat(volume.getSecret().getItems())
                                .anyMatch(item ->
                                        item.getPath().equals("panopto.oauth.client-secret")));
    }

    @Test
    void the_rate_limit_is_shared_by_as_many_as_there_are() {
        for (String values : List.of(FULL, "least.yaml")) {
            assertThat(environment(Chart.rendered(values), "PANOPTO_RATE_LIMIT_WORKERS"))
                    .isEqualTo("auto");
        }
    }

    @Test
    void it_scales_on_what_more_workers_could_take_and_says_so_in_strings() {
        ScaledObject scaled = Chart.rendered(FULL).only(ScaledObject.class);
        Deployment deployment = Chart.rendered(FULL).only(Deployment.class);
        assertThat(scaled.spec().scaleTargetRef().name())
                .isEqualTo(deployment.getMetadata().getName());
        assertThat(deployment.getSpec().getReplicas()).isNull();
        ScaledObject.Trigger trigger = scaled.spec().triggers().getFirst();
        assertThat(trigger.metadata().values()).allMatch(String.class::isInstance);
        assertThat(Expressions.selectors(String.valueOf(trigger.metadata().get("query"))))
                .extracting(Expressions::name)
                .containsExactlyInAnyOrder(
                        "panopto_upload_backlog_jobs",
                        "panopto_upload_slots",
                        "panopto_upload_intake_lag");
    }

    @Test
    void the_rules_are_the_tested_ones_and_lead_to_the_runbook() {
        PrometheusRule rules = Chart.rendered(FULL).only(PrometheusRule.class);
        List<Rule> alerts = rules.getSpec().getGroups().getLast().getRules();
        assertThat(alerts)
                .extracting(Rule::getAlert)
                .isEqualTo(
                        Repository.rules("alerts.yml").stream()
                                .map(alert -> alert.get("alert").stringValue())
                                .toList());
        assertThat(alerts)
                .extracting(alert -> alert.getAnnotations().get("runbook_url"))
                .allMatch(url -> String.valueOf(url).startsWith("https://git.example.edu/"));
        assertThat(alerts.get(1).getAnnotations().get("summary"))
                .contains("{{ $labels.instance }}");
        PodMonitor monitor = Chart.rendered(FULL).only(PodMonitor.class);
        assertThat(monitor.getSpec().getJobLabel()).isEqualTo("app.kubernetes.io/name");
        assertThat(monitor.getSpec().getSelector().getMatchLabels())
                .containsEntry("app.kubernetes.io/name", "panopto-upload-worker");
    }

    @Test
    void the_dashboards_are_the_tested_ones() {
        ConfigMap dashboards =
                Chart.rendered(FULL).all(ConfigMap.class).stream()
                        .filter(map -> map.getMetadata().getName().endsWith("-dashboards"))
                        .findFirst()
                        .orElseThrow();
        assertThat(dashboards.getData())
                .containsOnlyKeys("panopto-upload-service.json", "panopto-upload-one-worker.json")
                .allSatisfy((file, content) ->
                        assertThat(content.strip())
                                .contains(RUNBOOK)
                                .isEqualTo(
                                        Repository.text("deploy/grafana/dashboards/" + file)
                                                .replace(DashboardsTest.RUNBOOK, RUNBOOK)
                                                .strip()));
    }

    @Test
    void only_monitoring_comes_in_and_only_kafka_dns_panopto_and_what_is_named_are_reached() {
        NetworkPolicy policy = Chart.rendered(FULL).only(NetworkPolicy.class);
        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getSpec().getEgress())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(port -> port.getPort().getIntVal())
                .containsExactly(53, 53, 9093, 443, 4318);
    }

    @Test
    void recordings_are_read_where_the_claim_is_mounted() {
        Chart chart = Chart.read(least().set("captures.existingClaim", "recordings"));
        assertThat(configuration(chart))
                .containsExactly("worker.sources.file-roots: \"/captures\"");
        Container worker = pod(chart).getContainers().getFirst();
        assertThat(worker.getEnv())
                .contains(
                        new EnvVar(
                                "SPRING_CONFIG_ADDITIONAL_LOCATION",
                                "file:/etc/panopto-upload/",
                                null));
        assertThat(worker.getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/etc/panopto-upload"));
        assertThat(pod(chart).getVolumes())
                .anyMatch(volume ->
                        volume.getConfigMap() != null
                                && volume.getConfigMap()
                                        .getName()
                                        .equals("uploads-panopto-upload-worker"));
    }

    /** Of two documents of a file the later one takes precedence, and a variable before both. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "config.worker.sources.file-roots",
                "config.worker\\.sources\\.file-roots",
                "config.worker.sources.fileRoots"
            })
    void recordings_are_read_where_the_configuration_says_in_whatever_spelling(String value) {
        Chart chart =
                Chart.read(
                        least().set("captures.existingClaim", "recordings")
                                .set(value, "{/captures,/archive}"));
        assertThat(configuration(chart))
                .satisfiesExactly(
                        ours -> assertThat(ours).contains("\"/captures\""),
                        theirs -> assertThat(theirs).contains("/captures,/archive"));
        assertThat(pod(chart).getContainers().getFirst().getEnv())
                .extracting(EnvVar::getName)
                .doesNotContain("WORKER_SOURCES_FILE_ROOTS");
    }

    private static List<String> configuration(Chart chart) {
        String file =
                Objects.requireNonNull(
                        chart.only(ConfigMap.class).getData().get("application.yaml"));
        return Stream.of(file.split("(?m)^---$")).map(String::strip).toList();
    }

    @Test
    void spans_go_where_a_value_says_and_otherwise_nowhere() {
        String variable = "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT";
        assertThat(environment(Chart.rendered(FULL), variable))
                .isEqualTo("http://collector.observability.svc:4318/v1/traces");
        assertThat(pod(Chart.rendered("least.yaml")).getContainers().getFirst().getEnv())
                .extracting(EnvVar::getName)
                .doesNotContain(variable);
        assertThatThrownBy(() -> Chart.read(least().set("tracing.otlpEndpoint", "collector:4318")))
                .hasMessageContaining("otlpEndpoint");
    }

    @Test
    void a_gateway_is_no_worker_and_starts_with_somebody_who_may_log_in() {
        assertThatThrownBy(() -> Chart.read(least().set("gateway.enabled", true)))
                .hasMessageContaining("gateway.existingSecret is required");
        Chart chart =
                Chart.read(
                        least().set("gateway.enabled", true)
                                .set("gateway.existingSecret", "people"));
        assertThat(chart.kinds())
                .containsExactlyInAnyOrder(
                        "Deployment",
                        "Deployment",
                        "Service",
                        "Service",
                        "ServiceAccount",
                        "PodDisruptionBudget");
        Deployment gateway =
                chart.all(Deployment.class).stream()
                        .filter(each -> each.getMetadata().getName().endsWith("-gateway"))
                        .findFirst()
                        .orElseThrow();
        assertThat(gateway.getSpec().getTemplate().getMetadata().getLabels())
                .as("neither the workers' service nor their budget selects it")
                .containsEntry("app.kubernetes.io/name", "panopto-gateway");
        assertThat(gateway.getSpec().getTemplate().getSpec().getVolumes())
                .anyMatch(volume ->
                        volume.getSecret() != null
                                && volume.getSecret().getSecretName().equals("people"));
        Container container = gateway.getSpec().getTemplate().getSpec().getContainers().getFirst();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getEnv()).contains(new EnvVar("SERVER_ADDRESS", "0.0.0.0", null));
    }

    @Test
    void a_gateway_keeps_a_browsers_login_and_believes_the_proxies_that_are_named() {
        TemplateCommand template =
                least().set("gateway.enabled", true).set("gateway.existingSecret", "people");
        Chart chart = Chart.read(template);
        assertThat(gateways(chart, Service.class).getSpec().getSessionAffinity())
                .isEqualTo("ClientIP");
        EnvVar strategy = new EnvVar("SERVER_FORWARD_HEADERS_STRATEGY", "native", null);
        String proxies = "SERVER_TOMCAT_REMOTEIP_INTERNAL_PROXIES";
        assertThat(gatewayEnvironment(chart))
                .contains(strategy)
                .noneMatch(variable -> variable.getName().equals(proxies));
        assertThat(
                        gatewayEnvironment(
                                Chart.read(template.set("gateway.trustedProxies", "10.1.2.0/24"))))
                .contains(strategy, new EnvVar(proxies, "10.1.2.0/24", null));
    }

    private static List<EnvVar> gatewayEnvironment(Chart chart) {
        PodSpec pod = gateways(chart, Deployment.class).getSpec().getTemplate().getSpec();
        return pod.getContainers().getFirst().getEnv();
    }

    /** Its configuration is the workers', which may name files of an extra volume. */
    @Test
    void a_gateway_runs_where_the_workers_do_and_sees_what_their_configuration_names() {
        Chart chart =
                Chart.read(
                        Chart.template()
                                .withValuesFile(
                                        Repository.path("deploy/helm/examples/shared-cluster.yaml"))
                                .set("gateway.enabled", true)
                                .set("gateway.existingSecret", "people")
                                .set("extraVolumes[0].name", "trust")
                                .set("extraVolumes[0].configMap.name", "kafka-ca")
                                .set("extraVolumeMounts[0].name", "trust")
                                .set("extraVolumeMounts[0].mountPath", "/etc/kafka"));
        PodSpec workers = pod(Chart.rendered("shared-cluster.yaml"));
        PodSpec gateway = gateways(chart, Deployment.class).getSpec().getTemplate().getSpec();
        assertThat(gateway.getNodeSelector())
                .isEqualTo(workers.getNodeSelector())
                .containsEntry("kubernetes.io/arch", "amd64");
        assertThat(gateway.getTolerations()).isEqualTo(workers.getTolerations()).hasSize(1);
        assertThat(gateway.getVolumes()).anyMatch(volume -> volume.getName().equals("trust"));
        assertThat(gateway.getContainers().getFirst().getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/etc/kafka"));
    }

    @Test
    void a_gateway_is_scraped_with_a_token_and_reaches_kafka_alone() {
        TemplateCommand full =
                Chart.template()
                        .withValuesFile(Repository.path("deploy/helm/examples/full.yaml"))
                        .set("gateway.enabled", true)
                        .set("gateway.existingSecret", "people");
        assertThat(Chart.read(full).all(PodMonitor.class))
                .as("nobody may read its metrics without a token")
                .hasSize(1);
        Chart chart = Chart.read(full.set("gateway.metricsToken.name", "scraper"));
        PodMonitor monitor = gateways(chart, PodMonitor.class);
        assertThat(monitor.getSpec().getSelector().getMatchLabels())
                .containsEntry("app.kubernetes.io/name", "panopto-gateway");
        assertThat(monitor.getSpec().getPodMetricsEndpoints())
                .singleElement()
                .satisfies(endpoint -> {
                    assertThat(endpoint.getPath()).isEqualTo("/actuator/prometheus");
                    assertThat(endpoint.getAuthorization().getCredentials().getName())
                            .isEqualTo("scraper");
                    assertThat(endpoint.getAuthorization().getCredentials().getKey())
                            .isEqualTo("token");
                });
        NetworkPolicy policy = gateways(chart, NetworkPolicy.class);
        assertThat(policy.getSpec().getPodSelector().getMatchLabels())
                .containsEntry("app.kubernetes.io/name", "panopto-gateway");
        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getSpec().getIngress())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(port -> port.getPort().getStrVal())
                .containsExactly("http");
        assertThat(policy.getSpec().getEgress())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(port -> port.getPort().getIntVal())
                .containsExactly(53, 53, 9093);
    }

    private static <T extends HasMetadata> T gateways(Chart chart, Class<T> kind) {
        return chart.all(kind).stream()
                .filter(each -> each.getMetadata().getName().endsWith("-gateway"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_value_that_is_missing_or_misspelt_is_refused() {
        assertThatThrownBy(() -> Chart.read(Chart.template())).hasMessageContaining("is required");
        assertThatThrownBy(() -> Chart.read(least().set("replica", 3)))
                .hasMessageContaining("replica");
        assertThatThrownBy(() -> Chart.read(least().set("shutdownGraceSeconds", -1)))
                .hasMessageContaining("shutdownGraceSeconds");
        assertThatThrownBy(() -> Chart.read(least().set("panopto.baseUrl", "http://panopto")))
                .hasMessageContaining("baseUrl");
    }

    private static TemplateCommand least() {
        return Chart.template().withValuesFile(Repository.path("deploy/helm/examples/least.yaml"));
    }

    private static PodSpec pod(Chart chart) {
        return chart.only(Deployment.class).getSpec().getTemplate().getSpec();
    }

    private static String environment(Chart chart, String name) {
        return pod(chart).getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
