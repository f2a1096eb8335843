package io.panoptoupload.gateway.it;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.Patience;

import org.awaitility.Awaitility;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** The packaged gateway as a process of its own. */
final class GatewayProcess implements AutoCloseable {
    static final Duration LIMIT = Patience.LIMIT;
    private static final Pattern PORT = Pattern.compile("gateway on port (\\d+)");

    private final ChildProcess process;
    private final HttpClient http = HttpClient.newHttpClient();

    private GatewayProcess(ChildProcess process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param port 0 for any that is free
     */
    static GatewayProcess start(Path log, String bootstrapServers, int port, String... more) {
        return new GatewayProcess(
                JavaCommand.jar("gateway", Path.of(System.getProperty("gateway.jar")))
                        .jvmOptions("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                        .arguments(
                                "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                                "--server.port=" + port)
                        .arguments(more)
                        .start(log));
    }

    GatewayProcess awaitReady() {
        process.awaitHttp(at("/actuator/health/readiness"), LIMIT);
        return this;
    }

    /** Also without Kafka. */
    GatewayProcess awaitAlive() {
        process.awaitHttp(at("/actuator/health/liveness"), LIMIT);
        return this;
    }

    ChildProcess process() {
        return process;
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + process.awaitLine(PORT, LIMIT).group(1) + path);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(at(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Without quotes, and without what all of them have. */
    List<String> metrics() throws IOException, InterruptedException {
        return get("/actuator/prometheus")
                .body()
                .lines()
                .map(line ->
                        line.replaceFirst("application=\"panopto-gateway\",?", "")
                                .replace("{}", "")
                                .replace("\"", ""))
                .toList();
    }

    /** A body that does not end by itself. */
    InputStream open(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(at(path)).build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    /** What comes back until the gateway closes the connection. */
    String sendRaw(String request) throws IOException {
        URI gateway = at("/");
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Waits for what takes some seconds. */
    static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(LIMIT).until(condition);
    }

    /** One server-sent event. */
    record Sent(String id, String data) {}

    /** Listens until so many events have come. */
    List<Sent> listen(String path, String lastId, int events) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(path));
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        List<Sent> found = new ArrayList<>();
        try (InputStream body =
                        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                                .body();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            while (found.size() < events) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException("the stream ended after " + found);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    found.add(new Sent(id, line.substring(6)));
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.close();
    }
}
