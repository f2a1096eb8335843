package io.panoptoupload.standalone.demo;

import io.panoptoupload.broker.ChildProcess;
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
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private final ChildProcess process;
    private final URI http;
    private final String https;
    private final String certificate;

    private Simulator(ChildProcess process) {
        this.process = process;
        http = URI.create(announced("http"));
        https = announced("https");
        certificate = announced("certificate");
    }

    /** Starts the simulator, which keeps what it receives and its log below that directory. */
    static Simulator start(Path jar, Path directory) {
        ChildProcess process =
                JavaCommand.jar("simulator", jar)
                        .arguments("--data", directory.resolve("simulator").toString())
                        .arguments("--certificate-dir", directory.resolve("certificate").toString())
                        .start(directory.resolve("logs/simulator.log"));
        try {
            return new Simulator(process);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private String announced(String name) {
        Pattern line = Pattern.compile("^" + name + "=(\\S+)\\R", Pattern.MULTILINE);
        return process.awaitLine(line, START_LIMIT).group(1);
    }

    /** What makes the worker take the simulator for Panopto. */
    Map<String, String> workerProperties() {
        return Map.ofEntries(
                Map.entry("panopto.base-url", https),
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
        return https;
    }

    /** Where a person sees the sessions. */
    URI page() {
        return http.resolve("/");
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
