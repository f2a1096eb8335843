package io.panoptoupload.checks;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.KafkaBroker;
import io.panoptoupload.broker.Patience;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code docker compose up} starts, outside of containers: the same programs, settings and
 * commands; instead of a container's addresses and paths, loopback and a directory.
 */
final class Installation implements AutoCloseable {
    private static final String PUBLIC_URL = "--public-url=";
    private static final Duration START = Patience.LIMIT;

    private final Compose compose = new Compose();
    private final Path directory;
    private final KafkaBroker broker;
    private final ChildProcess simulator;
    private final Map<String, String> boundary;
    private final List<ChildProcess> workers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    /** Two workers are what the file says; with none, one can be run in another way. */
    Installation(Path directory, int count) throws IOException {
        this.directory = directory;
        int http = FreePorts.next();
        int https = FreePorts.next();
        KafkaBroker.Builder kafka = KafkaBroker.in(directory.resolve("kafka")).shortLived();
        compose.brokerSettings().forEach(kafka::property);
        this.broker = kafka.start();
        this.boundary =
                Map.of(
                        "kafka:9092",
                        broker.bootstrapServers(),
                        "simulator:8443",
                        "localhost:" + https,
                        "--host=0.0.0.0",
                        "--host=127.0.0.1",
                        "--port=8080",
                        "--port=" + http,
                        "--https-port=8443",
                        "--https-port=" + https,
                        "/certificates",
                        made("certificates"),
                        "=/data",
                        "=" + made("data"),
                        "/lectures",
                        lectures().toString());
        this.simulator =
                JavaCommand.jar(
                                "simulator",
                                Repository.path("deploy/simulator/target/panopto-simulator.jar"))
                        .jvmOptions(options("simulator"))
                        .arguments(compose.command("simulator").stream().map(this::here).toList())
                        .start(directory.resolve("simulator.log"));
        simulator.awaitHttp(
                URI.create("http://127.0.0.1:%d/simulator/health".formatted(http)), START);
        for (int i = 0; i < count; i++) {
            ports.add(FreePorts.next());
            workers.add(worker("worker-" + (i + 1), ports.getLast()));
        }
        for (int i = 0; i < count; i++) {
            workers.get(i).awaitHttp(worker(i, "/actuator/health/readiness"), START);
        }
    }

    private ChildProcess worker(String name, int port) {
        JavaCommand command =
                JavaCommand.jar(name, Repository.path("worker/target/panopto-upload-worker.jar"))
                        .jvmOptions(options("worker"))
                        // two of them share this machine with a broker and a build
                        .jvmOptions("-Xmx192m", "-XX:TieredStopAtLevel=1")
                        .environment("SERVER_PORT", Integer.toString(port));
        compose.environment("worker")
                .forEach((variable, value) -> command.environment(variable, here(value)));
        return command.start(directory.resolve(name + ".log"));
    }

    private String[] options(String stage) {
        return compose.jvmOptions(stage).toArray(String[]::new);
    }

    /** The settings of a worker that has the container's paths, and this machine's addresses. */
    Map<String, String> workerSettings() {
        Map<String, String> settings = compose.environment("worker");
        settings.replaceAll((variable, value) -> {
            String local = value;
            for (String address : List.of("kafka:9092", "simulator:8443")) {
                local = local.replace(address, String.valueOf(boundary.get(address)));
            }
            return local;
        });
        return settings;
    }

    Path certificates() {
        return Path.of(String.valueOf(boundary.get("/certificates")));
    }

    /** Runs a command in a worker's container, so to speak, and returns its exit status. */
    int execute(String name, List<String> arguments) {
        JavaCommand command =
                JavaCommand.jar(name, Repository.path("worker/target/panopto-upload-worker.jar"))
                        .jvmOptions("-Xmx128m", "-XX:TieredStopAtLevel=1")
                        .arguments(arguments.stream().map(this::here).toList());
        compose.environment("worker")
                .forEach((variable, value) -> command.environment(variable, here(value)));
        try (ChildProcess process = command.start(directory.resolve(name + ".log"))) {
            return process.awaitExit(START);
        }
    }

    private String made(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name)).toString();
    }

    private String here(String setting) {
        String local = setting;
        for (Map.Entry<String, String> each : boundary.entrySet()) {
            local = local.replace(each.getKey(), each.getValue());
        }
        return local;
    }

    /** The directory that workers read recordings from. */
    static Path lectures() {
        return Repository.path("deploy/standalone/src/main/resources/demo");
    }

    /** Where viewer links lead. */
    String publicUrl() {
        return compose.command("simulator").stream()
                .filter(word -> word.startsWith(PUBLIC_URL))
                .map(word -> word.substring(PUBLIC_URL.length()))
                .findFirst()
                .orElseThrow();
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Addresses that Prometheus scrapes. */
    List<String> targets() {
        return ports.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    URI worker(int which, String path) {
        return URI.create("http://" + targets().get(which) + path);
    }

    /** A worker's metrics, as Prometheus scrapes them. */
    String scrape(int which) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(worker(which, "/actuator/prometheus")).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Override
    public void close() {
        workers.forEach(ChildProcess::close);
        simulator.close();
        broker.close();
    }
}
