package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.panoptoupload.simulator.Ledger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What Zoom and Opencast announce, from their calls to sessions in Panopto. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HooksIT {
    private static final String SECRET = "the secret of the hook";
    private static final String EVENT = "a50e7dd7-0f4a-4b4c-a1a9-4f6a2a1b3c4d";
    private static final String ELSEWHERE = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";
    private static final Pattern STREAM_TYPE = Pattern.compile("<Type>(Primary|Secondary)</Type>");

    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<String, byte[]> files =
            Stream.of("speaker-1", "speaker-2", "screen", "camera-1080.mp4", "screen-1080.mp4")
                    .collect(Collectors.toMap(name -> name, HooksIT::content));
    private final HttpClient http = HttpClient.newHttpClient();
    private Recordings recordings;
    private HttpServer opencast;
    private Site site;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        recordings = new Recordings(directory, files);
        opencast = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        opencast.createContext("/api/events/" + EVENT, this::event);
        opencast.start();
        Path mapping = directory.resolve("mapping.json");
        Files.writeString(
                mapping,
                """
                {"meetings": {"875 6533 0005": "%1$s"}, "rooms": {"LT1": "%1$s"}, "default": "%2$s"}
                """
                        .formatted(Site.FOLDER, ELSEWHERE));
        site =
                new Site(
                        directory,
                        recordings.workerArguments(),
                        List.of(
                                "--gateway.hooks.mapping=" + mapping,
                                "--gateway.hooks.zoom.secret=" + SECRET,
                                "--gateway.hooks.opencast.secret=" + SECRET,
                                "--gateway.hooks.opencast.base-url=http://localhost:"
                                        + opencast.getAddress().getPort(),
                                "--gateway.hooks.opencast.username=api",
                                "--gateway.hooks.opencast.password=api-secret",
                                "--gateway.hooks.opencast.credential=oc"));
    }

    @AfterAll
    void stop() throws IOException {
        if (site != null) {
            site.close();
        }
        if (opencast != null) {
            opencast.stop(0);
        }
        if (recordings != null) {
            recordings.close();
        }
        http.shutdownNow();
    }

    @Test
    void a_recording_of_zoom_becomes_one_session_however_often_zoom_calls() throws Exception {
        String body = zoomEvent();
        String id = requestId(zoomCalls(body));
        assertThat(requestId(zoomCalls(body))).isEqualTo(id);
        awaitCompleted(id);
        assertThat(requestId(zoomCalls(body))).isEqualTo(id);
        // The workers publish what they said last again when they have decided on the last call.
        awaitEvents(id, "completed", 2);

        Ledger.Upload upload = onlyUpload("Algorithms, week 12", "speaker-1");
        assertThat(upload.folderId()).isEqualTo(Site.FOLDER);
        assertThat(streams(upload)).containsExactly("Primary", "Primary", "Secondary");
        assertArrived(upload, "speaker-1", "speaker-2", "screen");
        assertThat(recordings.leaked()).isEmpty();
    }

    @Test
    void a_published_event_of_opencast_becomes_a_session_with_its_best_tracks() throws Exception {
        String id = requestId(opencastCalls());
        assertThat(requestId(opencastCalls())).isEqualTo(id);
        awaitCompleted(id);

        Ledger.Upload upload = onlyUpload("Algorithms, week 12", "camera-1080.mp4");
        assertThat(upload.folderId()).isEqualTo(Site.FOLDER);
        assertThat(streams(upload)).containsExactly("Primary", "Secondary");
        assertArrived(upload, "camera-1080.mp4", "screen-1080.mp4");
    }

    private static byte[] content(String name) {
        byte[] content = new byte[name.equals("screen") ? 6_000_003 : 60_000 + name.length()];
        new Random(name.hashCode()).nextBytes(content);
        return content;
    }

    /** As recorded, but for where its files are, and how large. */
    private String zoomEvent() throws IOException {
        return recorded("zoom-recording-completed.json")
                .replace("https://uni.zoom.us", recordings.uri())
                .replace("150000001", size("speaker-1"))
                .replace("120000002", size("speaker-2"))
                .replace("80000003", size("screen"));
    }

    private void event(HttpExchange call) throws IOException {
        boolean allowed = Recordings.isFrom(call, Recordings.basic("api:api-secret"));
        byte[] body =
                recorded("opencast-event.json")
                        .replace("https://oc.uni.example", recordings.uri())
                        .replace("200000002", size("screen-1080.mp4"))
                        .getBytes(UTF_8);
        call.sendResponseHeaders(allowed ? 200 : 401, body.length);
        call.getResponseBody().write(body);
        call.close();
    }

    private String size(String name) {
        return Integer.toString(Objects.requireNonNull(files.get(name)).length);
    }

    private static String recorded(String name) throws IOException {
        try (InputStream in =
                HooksIT.class.getResourceAsStream("/io/panoptoupload/gateway/hooks/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        }
    }

    private HttpRequest zoomCalls(String body) throws Exception {
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        mac.update(("v0:" + timestamp + ":").getBytes(UTF_8));
        return HttpRequest.newBuilder(site.page("/hooks/zoom"))
                .header("Content-Type", "application/json")
                .header("x-zm-request-timestamp", timestamp)
                .header(
                        "x-zm-signature",
                        "v0=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8))))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest opencastCalls() {
        URI address = site.page("/hooks/opencast?token=" + SECRET.replace(" ", "%20"));
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                "subject=published&mediaPackageId=%s&workflowInstanceId=1"
                                        .formatted(EVENT)))
                .build();
    }

    private String requestId(HttpRequest call) throws Exception {
        HttpResponse<String> response = http.send(call, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json.readTree(response.body()).path("requestId").asString();
    }

    private void awaitCompleted(String id) {
        GatewayProcess.await(() -> {
            JsonNode upload = json.readTree(site.gateway().get("/api/v1/uploads/" + id).body());
            assertThat(upload.path("state").asString()).isNotIn("failed", "rejected");
            return upload.path("state").asString().equals("completed");
        });
    }

    private void awaitEvents(String id, String type, int number) throws Exception {
        Instant limit = Instant.now().plus(GatewayProcess.LIMIT);
        try (InputStream body = site.gateway().open("/api/v1/uploads/" + id + "/events");
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
            long found =
                    lines.lines()
                            // A comment comes every 15 s at least.
                            .takeWhile(_ -> Instant.now().isBefore(limit))
                            .filter(line -> line.startsWith("data: "))
                            .filter(line -> line.contains("\"type\":\"%s\"".formatted(type)))
                            .limit(number)
                            .count();
            assertThat(found).isEqualTo(number);
        }
    }

    /** The only one that has this file, whatever became of it. */
    private Ledger.Upload onlyUpload(String title, String file) {
        List<Ledger.Upload> found =
                site.simulator().ledger().uploads().stream()
                        .filter(upload -> arrived(upload).containsKey(crc32(file)))
                        .toList();
        assertThat(found).hasSize(1);
        Ledger.Upload upload = found.getFirst();
        assertThat(upload.finalised()).isEqualTo(1);
        assertThat(Objects.requireNonNull(upload.session()).name()).isEqualTo(title);
        return upload;
    }

    private void assertArrived(Ledger.Upload upload, String... names) {
        Map<String, Long> expected = new TreeMap<>();
        for (String name : names) {
            expected.put(crc32(name), Long.parseLong(size(name)));
        }
        Map<String, Long> arrived = arrived(upload);
        assertThat(arrived).containsAllEntriesOf(expected).hasSize(names.length + 1);
    }

    /** Sizes by CRC-32; the manifest among them. */
    private static Map<String, Long> arrived(Ledger.Upload upload) {
        Map<String, Long> files = new TreeMap<>();
        upload.files().forEach(file -> files.put(file.crc32(), file.sizeBytes()));
        return files;
    }

    private String crc32(String name) {
        CRC32 crc = new CRC32();
        crc.update(files.get(name));
        return "%08x".formatted(crc.getValue());
    }

    private static List<String> streams(Ledger.Upload upload) {
        List<String> types = new ArrayList<>();
        STREAM_TYPE
                .matcher(Objects.requireNonNull(upload.manifest()))
                .results()
                .forEach(found -> types.add(found.group(1)));
        return types;
    }
}
