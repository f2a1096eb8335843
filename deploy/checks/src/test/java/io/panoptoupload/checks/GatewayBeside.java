package io.panoptoupload.checks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.Patience;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * The gateway of {@code docker-compose.yml}, outside of a container, with a webhook and a hook
 * besides, since only then it has their meters.
 */
final class GatewayBeside implements AutoCloseable {
    private final int port = FreePorts.next();
    private final ChildProcess process;

    GatewayBeside(Compose compose, String bootstrapServers, Path directory) throws IOException {
        JavaCommand command =
                JavaCommand.jar(
                                "gateway",
                                Repository.path("deploy/gateway/target/panopto-gateway.jar"))
                        .jvmOptions(compose.jvmOptions("gateway").toArray(String[]::new))
                        .jvmOptions("-Xmx192m", "-XX:TieredStopAtLevel=1");
        compose.environment("gateway")
                .forEach((variable, value) ->
                        command.environment(
                                variable,
                                value.replace("kafka:9092", bootstrapServers)
                                        .replace("0.0.0.0", "127.0.0.1")
                                        .replace("$$", "$")));
        Path folders =
                Files.writeString(
                        directory.resolve("folders.json"),
                        "{\"default\": \"%s\"}".formatted(Requests.FOLDER));
        process =
                command.environment("SERVER_PORT", Integer.toString(port))
                        .environment("GATEWAY_WEBHOOK_URL", "http://127.0.0.1:9/nobody-listens")
                        .environment("GATEWAY_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true")
                        .environment("GATEWAY_WEBHOOK_SECRET", "at least sixteen characters")
                        .environment("GATEWAY_HOOKS_MAPPING", folders.toString())
                        .environment("GATEWAY_HOOKS_ZOOM_SECRET", "at least sixteen characters")
                        .start(directory.resolve("gateway.log"));
    }

    /** Returns once it is ready, which takes topics that a worker has created. */
    void await() {
        process.awaitHttp(at("/actuator/health/readiness"), Patience.LIMIT);
    }

    /** The address that Prometheus scrapes. */
    String target() {
        return "127.0.0.1:" + port;
    }

    /**
     * Its metrics, as Prometheus scrapes them: with the user that the shipped configuration has.
     */
    String scrape() throws IOException, InterruptedException {
        var user =
                Repository.tree("deploy/prometheus/prometheus.yml")
                        .at("/scrape_configs/1/basic_auth");
        String login =
                user.get("username").stringValue() + ":" + user.get("password").stringValue();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(at("/actuator/prometheus"))
                            .header(
                                    "Authorization",
                                    "Basic "
                                            + Base64.getEncoder()
                                                    .encodeToString(login.getBytes(UTF_8)))
                            .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private URI at(String path) {
        return URI.create("http://" + target() + path);
    }

    @Override
    public void close() {
        process.close();
    }
}
