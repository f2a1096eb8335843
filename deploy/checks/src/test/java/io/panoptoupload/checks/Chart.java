package io.panoptoupload.checks;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The chart as Helm renders it, read as what each resource is said to be. A field that the resource
 * does not have is an error here, where Kubernetes would drop it silently.
 */
final class Chart {
    static final String DIRECTORY = "deploy/helm/panopto-upload-worker";

    private static final Map<String, Class<?>> KINDS =
            Map.of(
                    "Deployment", Deployment.class,
                    "Pod", Pod.class,
                    "Service", Service.class,
                    "ServiceAccount", ServiceAccount.class,
                    "ConfigMap", ConfigMap.class,
                    "PodDisruptionBudget", PodDisruptionBudget.class,
                    "NetworkPolicy", NetworkPolicy.class,
                    "PodMonitor", PodMonitor.class,
                    "PrometheusRule", PrometheusRule.class,
                    "ScaledObject", ScaledObject.class);

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper STRICT =
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .setAnnotationIntrospector(new NothingElse());

    private final List<Object> resources;

    private Chart(List<Object> resources) {
        this.resources = resources;
    }

    /** The models keep what they do not know; here they must refuse it. */
    private static final class NothingElse extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }

    static Helm helm() {
        return new Helm(Repository.path(DIRECTORY));
    }

    /**
     * A copy of the chart in which the values of an example are the chart's own: lint takes none.
     */
    static Helm with(String values, Path directory) {
        Path chart = Repository.path(DIRECTORY);
        try (Stream<Path> files = Files.walk(chart, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(chart.relativize(file));
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(file, copy);
            }
            Path own = directory.resolve("values.yaml");
            JsonNode merged =
                    YAML.readerForUpdating(YAML.readTree(own.toFile()))
                            .readValue(Repository.text("deploy/helm/examples/" + values));
            YAML.writeValue(own.toFile(), merged);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Helm(directory);
    }

    /** What Helm says after an install, which needs no cluster to be said. */
    static String notes(String values) {
        return helm().install()
                .clientOnly()
                .dryRun()
                .debug()
                .withName("uploads")
                .withNamespace("lectures")
                .withKubeVersion("1.31.0")
                .withValuesFile(Repository.path("deploy/helm/examples/" + values))
                .call()
                .getOutput();
    }

    /** With one of the example files. */
    static Chart rendered(String values) {
        return read(template().withValuesFile(Repository.path("deploy/helm/examples/" + values)));
    }

    static TemplateCommand template() {
        return template(helm());
    }

    static TemplateCommand template(Helm helm) {
        return helm.template()
                .withName("uploads")
                .withNamespace("lectures")
                .withKubeVersion("1.31.0");
    }

    static Chart read(TemplateCommand template) {
        List<Object> resources = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(template.call())) {
            while (documents.hasNext()) {
                JsonNode each = documents.next();
                if (each != null && each.isObject()) {
                    resources.add(strictly(each));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Chart(resources);
    }

    private static Object strictly(JsonNode document) throws IOException {
        String kind = document.get("kind").asText();
        return STRICT.treeToValue(document, Objects.requireNonNull(KINDS.get(kind), kind));
    }

    List<String> kinds() {
        return resources.stream().map(each -> each.getClass().getSimpleName()).toList();
    }

    <T> T only(Class<T> type) {
        List<T> found = all(type);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " resources of " + type.getSimpleName());
        }
        return found.getFirst();
    }

    <T> List<T> all(Class<T> type) {
        return resources.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
