package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The worker's container image, unpacked as a container engine does it.
 *
 * @param config what the image says of its process
 */
record Image(JsonNode config, Path root) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Unpacks what {@code mvn -Pimage} has built. Without that the test is skipped and says so, as
     * by {@link Tool}.
     */
    static Image unpacked(Path directory) throws IOException {
        Path tar = Repository.path("worker/target").resolve("panopto-upload-worker-image.tar");
        String absent = "the image is not built; mvn -Pimage verify builds and tries it";
        if (!Files.exists(tar) && Boolean.getBoolean("checks.required")) {
            fail(absent);
        }
        Assumptions.assumeTrue(Files.exists(tar), absent);
        Tool unpack = Tool.named("tar", "tar");
        Path image = Files.createDirectories(directory.resolve("image"));
        Path root = Files.createDirectories(directory.resolve("root"));
        unpack.run("-xf", tar.toString(), "-C", image.toString());
        JsonNode manifest = blob(image, read(image.resolve("index.json")).at("/manifests/0"));
        for (JsonNode layer : manifest.get("layers")) {
            unpack.run("-xpf", file(image, layer).toString(), "-C", root.toString());
        }
        return new Image(blob(image, manifest.get("config")).get("config"), root);
    }

    private static JsonNode blob(Path image, JsonNode descriptor) throws IOException {
        return read(file(image, descriptor));
    }

    private static Path file(Path image, JsonNode descriptor) {
        String digest = descriptor.get("digest").stringValue();
        return image.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    private static JsonNode read(Path file) throws IOException {
        return JSON.readTree(Files.readString(file));
    }

    String user() {
        return config.get("User").stringValue();
    }

    /** The entry point and its arguments. */
    List<String> command() {
        List<String> words = new ArrayList<>(words("Entrypoint"));
        words.addAll(words("Cmd"));
        return words;
    }

    private List<String> words(String name) {
        return config.get(name).valueStream().map(JsonNode::stringValue).toList();
    }

    Map<String, String> environment() {
        Map<String, String> variables = new TreeMap<>();
        for (String each : words("Env")) {
            String[] parts = each.split("=", 2);
            variables.put(parts[0], parts[1]);
        }
        return variables;
    }
}
