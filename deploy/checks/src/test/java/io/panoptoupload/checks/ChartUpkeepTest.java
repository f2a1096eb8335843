package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What an installation by the chart needs later: its check, and secrets that change. */
@Tag("full")
class ChartUpkeepTest {
    private static final String HOOK = "    helm.sh/hook: test\n";

    @ParameterizedTest
    @ValueSource(strings = {"least.yaml", "full.yaml", "shared-cluster.yaml"})
    void helm_test_runs_the_workers_check_with_all_that_a_worker_is_told(
            String values, @TempDir Path directory) throws IOException {
        Chart chart = Chart.read(withCheck(values, directory));
        Pod test = chart.only(Pod.class);
        assertThat(test.getMetadata().getLabels())
                .as("no service or policy takes it for a worker")
                .doesNotContainEntry("app.kubernetes.io/name", "panopto-upload-worker");
        Container check = test.getSpec().getContainers().getFirst();
        Container worker = pod(chart).getContainers().getFirst();
        assertThat(check.getArgs()).containsExactly("check");
        assertThat(check.getImage()).isEqualTo(worker.getImage());
        assertThat(check.getEnv()).isEqualTo(worker.getEnv());
        assertThat(check.getVolumeMounts()).isEqualTo(worker.getVolumeMounts());
        assertThat(test.getSpec().getVolumes()).isEqualTo(pod(chart).getVolumes());
    }

    /** As Helm renders it, hooks included. */
    private static TemplateCommand withCheck(String values, Path directory) throws IOException {
        Helm copy = Chart.with(values, directory);
        Path file = directory.resolve("templates/tests/check.yaml");
        String template = Files.readString(file);
        assertThat(template).contains(HOOK);
        Files.writeString(file, template.replace(HOOK, ""));
        return Chart.template(copy);
    }

    @Test
    void helm_test_reaches_what_workers_reach_and_is_labelled_as_they_are(@TempDir Path directory)
            throws IOException {
        Chart chart =
                Chart.read(
                        withCheck("full.yaml", directory)
                                .set("podLabels.example\\.edu/egress", "panopto"));
        ObjectMeta check = chart.only(Pod.class).getMetadata();
        assertThat(check.getLabels()).containsEntry("example.edu/egress", "panopto");
        assertThat(check.getAnnotations()).containsEntry("example.edu/owner", "media-services");
        LabelSelector selected = chart.only(NetworkPolicy.class).getSpec().getPodSelector();
        for (Map<String, String> labels : List.of(check.getLabels(), template(chart).getLabels())) {
            assertThat(labels).containsAllEntriesOf(selected.getMatchLabels());
            assertThat(selected.getMatchExpressions())
                    .singleElement()
                    .satisfies(expression -> {
                        assertThat(expression.getOperator()).isEqualTo("In");
                        assertThat(expression.getValues())
                                .contains(labels.get(expression.getKey()));
                    });
        }
    }

    @Test
    void a_refresh_token_lies_where_the_one_worker_can_replace_it(@TempDir Path directory)
            throws IOException {
        Chart chart = Chart.read(withRefreshToken(withCheck("least.yaml", directory)));
        DeploymentSpec workers = chart.only(Deployment.class).getSpec();
        assertThat(workers.getReplicas()).isOne();
        assertThat(workers.getStrategy().getType()).isEqualTo("Recreate");
        Container worker = pod(chart).getContainers().getFirst();
        assertThat(worker.getEnv())
                .contains(new EnvVar("PANOPTO_OAUTH_GRANT", "refresh-token", null));
        VolumeMount mount =
                worker.getVolumeMounts().stream()
                        .filter(each -> each.getName().equals("refresh-token"))
                        .findFirst()
                        .orElseThrow();
        assertThat(mount.getReadOnly()).isNull();
        assertThat(worker.getEnv())
                .contains(
                        new EnvVar(
                                "PANOPTO_OAUTH_REFRESH_TOKEN_FILE",
                                mount.getMountPath() + "/refresh-token",
                                null));
        assertThat(pod(chart).getVolumes())
                .filteredOn(volume -> volume.getName().equals(mount.getName()))
                .singleElement()
                .satisfies(volume ->
                        assertThat(volume.getPersistentVolumeClaim().getClaimName())
                                .isEqualTo("token"));
        assertThat(chart.all(Pod.class)).as("helm test's check would be a second user").isEmpty();
    }

    @Test
    void a_refresh_token_is_not_shared() {
        assertThatThrownBy(() -> Chart.read(withRefreshToken(least()).set("replicas", 2)))
                .hasMessageContaining("replicas: 1");
        assertThatThrownBy(() ->
                        Chart.read(
                                withRefreshToken(least())
                                        .set("autoscaling.enabled", true)
                                        .set("autoscaling.prometheusUrl", "http://p")))
                .hasMessageContaining("no autoscaling");
        assertThatThrownBy(() ->
                        Chart.read(withRefreshToken(least()).set("panopto.refreshTokenClaim", "")))
                .hasMessageContaining("refreshTokenClaim is required");
    }

    private static TemplateCommand least() {
        return Chart.template().withValuesFile(Repository.path("deploy/helm/examples/least.yaml"));
    }

    private static TemplateCommand withRefreshToken(TemplateCommand template) {
        return template.set("panopto.grant", "refresh-token")
                .set("panopto.refreshTokenClaim", "token")
                .set("replicas", 1);
    }

    private static ObjectMeta template(Chart chart) {
        return chart.only(Deployment.class).getSpec().getTemplate().getMetadata();
    }

    @Test
    void a_controller_of_restarts_is_told_which_secrets_are_read() {
        assertThat(worker("full.yaml").getMetadata().getAnnotations())
                .containsEntry("secret.reloader.stakater.com/reload", "panopto,kafka-client");
        assertThat(worker("least.yaml").getMetadata().getAnnotations())
                .containsEntry("secret.reloader.stakater.com/reload", "panopto");
    }

    private static Deployment worker(String values) {
        return Chart.rendered(values).only(Deployment.class);
    }

    @Test
    void a_secret_from_a_vault_has_what_a_worker_reads_of_it() {
        JsonNode vault = Repository.tree("deploy/helm/examples/external-secret.yaml").get("spec");
        SecretVolumeSource read =
                pod(Chart.rendered("least.yaml")).getVolumes().stream()
                        .filter(volume -> volume.getName().equals("panopto"))
                        .findFirst()
                        .orElseThrow()
                        .getSecret();
        assertThat(vault.at("/target/name").stringValue()).isEqualTo(read.getSecretName());
        assertThat(vault.get("data").valueStream())
                .extracting(each -> each.get("secretKey").stringValue())
                .containsExactlyElementsOf(
                        read.getItems().stream().map(item -> item.getKey()).toList());
    }

    private static PodSpec pod(Chart chart) {
        return chart.only(Deployment.class).getSpec().getTemplate().getSpec();
    }
}
