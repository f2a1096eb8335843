package io.panoptoupload.bench;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.JavaCommand;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The simulator in a process of its own; it keeps no bytes, only their number and checksum. */
final class Simulated implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ChildProcess process;
    private final String http;
    private final String https;
    private final Path certificate;

    Simulated(Path jar, Path directory) throws IOException {
        Path tls = Files.createDirectories(directory.resolve("tls"));
        process =
                JavaCommand.jar("simulator", jar)
                        .arguments("--discard", "--processing-delay", "200ms")
                        .arguments("--certificate-dir", tls.toString())
                        .start(directory.resolve("simulator.log"));
        http = process.awaitLine(Pattern.compile("(?m)^http=(\\S+?)/?$"), START).group(1);
        https = process.awaitLine(Pattern.compile("(?m)^https=(\\S+?)/?$"), START).group(1);
        certificate =
                Path.of(
                        process.awaitLine(Pattern.compile("(?m)^certificate=(.+)$"), START)
                                .group(1));
    }

    String https() {
        return https;
    }

    int httpsPort() {
        return URI.create(https).getPort();
    }

    Path certificate() {
        return certificate;
    }

    /** Every request is handled that much later. */
    void delay(int millis) throws IOException, InterruptedException {
        faults("[{\"operation\":\"any\",\"kind\":\"delay\",\"delayMs\":" + millis + "}]");
    }

    /** What goes wrong from now on: a JSON list of rules. */
    void faults(String rules) throws IOException, InterruptedException {
        send(
                HttpRequest.newBuilder(URI.create(http + "/simulator/faults"))
                        .PUT(HttpRequest.BodyPublishers.ofString(rules)));
    }

    /** An upload, opened as every client has to open one. */
    record Target(String id, String endpoint, String bucket, String prefix) {}

    Target open() throws IOException, InterruptedException {
        String basic =
                Base64.getEncoder()
                        .encodeToString("demo-client:demo-secret".getBytes(StandardCharsets.UTF_8));
        String token =
                send(HttpRequest.newBuilder(URI.create(http + "/Panopto/oauth2/connect/token"))
                                .header("Authorization", "Basic " + basic)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "grant_type=password&username=demo-user"
                                                        + "&password=demo-password&scope=openid%20api")))
                        .path("access_token")
                        .asString();
        JsonNode upload =
                send(
                        HttpRequest.newBuilder(
                                        URI.create(http + "/Panopto/PublicAPI/REST/sessionUpload"))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"FolderId\":\"" + Requests.FOLDER + "\"}")));
        List<String> path =
                List.of(
                        URI.create(upload.path("UploadTarget").asString())
                                .getPath()
                                .substring(1)
                                .split("/", -1));
        return new Target(
                upload.path("ID").asString(), https + "/" + path.get(0), path.get(1), path.get(2));
    }

    /** What the simulator recorded of one upload. */
    record Stored(String title, int state, long received, int repeated, List<String> files) {}

    /** Of one upload by its id. */
    Stored stored(String id) throws IOException, InterruptedException {
        for (JsonNode each : ledger()) {
            if (each.path("id").asString().equals(id)) {
                return stored(each);
            }
        }
        throw new IllegalStateException("The simulator knows no upload " + id);
    }

    /** Of every upload. */
    List<Stored> all() throws IOException, InterruptedException {
        List<Stored> all = new ArrayList<>();
        for (JsonNode each : ledger()) {
            all.add(stored(each));
        }
        return all;
    }

    /** The bytes received of each upload, by its id. */
    Map<String, Long> received() throws IOException, InterruptedException {
        Map<String, Long> received = new HashMap<>();
        for (JsonNode each : ledger()) {
            received.put(each.path("id").asString(), each.path("bytesReceived").asLong());
        }
        return received;
    }

    private static Stored stored(JsonNode upload) {
        List<String> files = new ArrayList<>();
        int repeated = 0;
        for (JsonNode file : upload.path("files")) {
            files.add(file.path("sizeBytes").asLong() + "/" + file.path("crc32").asString());
            repeated += file.path("repeatedParts").asInt();
        }
        return new Stored(
                upload.path("session").path("name").asString(""),
                upload.path("state").asInt(),
                upload.path("bytesReceived").asLong(),
                repeated,
                files);
    }

    /**
     * Holds what was stored against what was sent.
     *
     * @throws IllegalStateException if it is not there, byte by byte
     */
    static void check(Stored stored, Recording sent) {
        String wanted = sent.bytes() + "/" + sent.crc32();
        if (!stored.files().contains(wanted)) {
            throw new IllegalStateException(
                    "Sent " + wanted + " (bytes/CRC-32), but stored were " + stored.files());
        }
    }

    private JsonNode ledger() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(http + "/simulator/ledger")));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(
                    "The simulator responded with "
                            + response.statusCode()
                            + ": "
                            + response.body());
        }
        return json.readTree(response.body());
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }
}
