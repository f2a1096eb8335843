package io.panoptoupload.checks;

import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.broker.Patience;

import org.awaitility.Awaitility;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Prometheus with the shipped configuration and rules. Only two things are of the test: it
 * is given the targets instead of finding them in a container network's DNS, and it asks every
 * second.
 */
final class Prometheus implements AutoCloseable {
    private static final Duration START = Patience.LIMIT;

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final Process process;
    private final int port = FreePorts.next();

    Prometheus(Tool prometheus, Path directory, List<String> workers, String gateway)
            throws IOException {
        Files.createDirectories(directory);
        Path configuration = directory.resolve("prometheus.yml");
        Files.writeString(
                configuration,
                YAMLMapper.builder().build().writeValueAsString(configuration(workers, gateway)));
        process =
                new ProcessBuilder(
                                prometheus.program().toString(),
                                "--config.file=" + configuration,
                                "--storage.tsdb.path=" + directory.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("prometheus.log").toFile())
                        .start();
        Awaitility.await("prometheus").atMost(START).until(this::isReady);
    }

    private static JsonNode configuration(List<String> workers, String gateway) {
        ObjectNode shipped = (ObjectNode) Repository.tree("deploy/prometheus/prometheus.yml");
        ObjectNode global = (ObjectNode) shipped.get("global");
        global.put("scrape_interval", "1s").put("evaluation_interval", "1s");
        shipped.putArray("rule_files").add(Repository.path("deploy/prometheus/rules") + "/*.yml");
        scrape(shipped, 0, workers);
        scrape(shipped, 1, List.of(gateway));
        return shipped;
    }

    private static void scrape(ObjectNode configuration, int which, List<String> targets) {
        ObjectNode job = (ObjectNode) configuration.get("scrape_configs").get(which);
        job.remove("dns_sd_configs");
        var addresses = job.putArray("static_configs").addObject().putArray("targets");
        targets.forEach(addresses::add);
    }

    private boolean isReady() {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /** The series that an expression finds now. */
    List<JsonNode> query(String expression) {
        try {
            String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
            HttpResponse<String> response = get("/api/v1/query?query=" + encoded);
            JsonNode body = json.readTree(response.body());
            if (response.statusCode() != 200) {
                throw new AssertionError(expression + ": " + body.get("error").stringValue());
            }
            return body.at("/data/result").valueStream().toList();
        } catch (IOException e) {
            throw new AssertionError("Prometheus did not respond to " + expression, e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        client.close();
    }
}
