package io.panoptoupload.checks;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that users get, as they stand in the source tree. */
final class Repository {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private Repository() {}

    static Path path(String inRepository) {
        Path file = Path.of("").toAbsolutePath().resolve("../..").normalize().resolve(inRepository);
        if (!Files.exists(file)) {
            throw new IllegalStateException("The repository has no " + inRepository);
        }
        return file;
    }

    static String text(String inRepository) {
        try {
            return Files.readString(path(inRepository));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON is YAML, too. */
    static JsonNode tree(String inRepository) {
        return YAML.readTree(text(inRepository));
    }

    static List<JsonNode> dashboards() {
        try (Stream<Path> files = Files.list(path("deploy/grafana/dashboards"))) {
            return files.sorted()
                    .map(file -> tree("deploy/grafana/dashboards/" + file.getFileName()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Recording rules and alerts, in the order of their evaluation. */
    static List<JsonNode> rules(String file) {
        return tree("deploy/prometheus/rules/" + file)
                .get("groups")
                .valueStream()
                .flatMap(group -> group.get("rules").valueStream())
                .toList();
    }
}
