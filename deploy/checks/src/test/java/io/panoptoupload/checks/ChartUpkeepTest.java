package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.apps.Deployment;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an installation by the chart needs later: its check, and secrets that change. */
@Tag("full")
class ChartUpkeepTest {
    private static final String HOOK = "    helm.sh/hook: test\n";

    @ParameterizedTest
    @ValueSource(strings = {"least.yaml", "full.yaml", "shared-cluster.yaml"})
    void helm_test_runs_the_workers_check_with_all_that_a_worker_is_told(
            String values, @TempDir Path directory) throws IOException {
        Helm copy = Chart.with(values, directory);
        Path file = directory.resolve("templates/tests/check.yaml");
        String template = Files.readString(file);
        assertThat(template).contains(HOOK);
        // Hooks are not among what is rendered here.
        Files.writeString(file, template.replace(HOOK, ""));
        Chart chart = Chart.read(Chart.template(copy));
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
