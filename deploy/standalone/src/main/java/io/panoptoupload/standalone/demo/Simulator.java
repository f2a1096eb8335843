package io.panoptoupload.standalone.demo;

import io.panoptoupload.broker.ChildFailure;
import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.broker.JavaCommand;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** The simulator of Panopto as a child process: https for the worker, http for people. */
final class Simulator implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Pattern CERTIFICATE = Pattern.compile("(/\\S+\\.pem)");

    private final ChildProcess process;
    private final int port;
    private final int httpsPort;

    private Simulator(ChildProcess process, int port, int httpsPort) {
        this.process = process;
        this.port = port;
        this.httpsPort = httpsPort;
    }

    /** Starts the simulator, which keeps what it receives and its log below that directory. */
    static Simulator start(Path jar, Path directory) {
        int port = FreePorts.next();
        int httpsPort = FreePorts.next();
        ChildProcess process =
                JavaCommand.jar("simulator", jar)
                        .arguments("--port", Integer.toString(port))
                        .arguments("--https-port", Integer.toString(httpsPort))
                        .arguments("--data", directory.resolve("simulator").toString())
                        .start(directory.resolve("logs/simulator.log"));
        Simulator simulator = new Simulator(process, port, httpsPort);
        try {
            process.awaitHttp(simulator.page(), START_LIMIT);
        } catch (ChildFailure e) {
            process.close();
            throw e;
        }
        return simulator;
    }

    /** What makes the worker take the simulator for Panopto. */
    Map<String, String> workerProperties() {
        String certificate = process.awaitLine(CERTIFICATE, START_LIMIT).group(1);
        return Map.ofEntries(
                Map.entry("panopto.base-url", baseUrl()),
                Map.entry("panopto.oauth.client-id", "demo-client"),
                Map.entry("panopto.oauth.client-secret", "demo-secret"),
                Map.entry("panopto.oauth.username", "demo-user"),
                Map.entry("panopto.oauth.password", "demo-password"),
                Map.entry("panopto.ssl-bundle", "simulator"),
                Map.entry(
                        "spring.ssl.bundle.pem.simulator.truststore.certificate",
                        "file:" + certificate));
    }

    String baseUrl() {
        return "https://localhost:" + httpsPort;
    }

    /** Where a person sees the sessions. */
    URI page() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    Ledger ledger() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(page().resolve("/simulator/ledger")).build();
            return Ledger.parse(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
