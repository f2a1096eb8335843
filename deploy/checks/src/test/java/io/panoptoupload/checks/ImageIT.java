package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.OutcomeEvent;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The image has all that the worker needs. */
@Tag("full")
class ImageIT {
    private static final Duration START = Patience.LIMIT;

    @TempDir private Path directory;

    @Test
    void its_worker_uploads_from_a_read_only_file_system_as_an_unprivileged_user()
            throws Exception {
        Image image = Image.unpacked(directory);
        assertThat(image.user()).isEqualTo("10001:10001");
        int port = FreePorts.next();
        Path log = directory.resolve("worker.log");
        try (Installation installation = new Installation(directory.resolve("beside"), 0);
                Container worker =
                        new Container(
                                image,
                                settings(installation, port),
                                Map.of(
                                        installation.certificates(),
                                        "/certificates",
                                        Installation.lectures(),
                                        "/lectures"),
                                log);
                Requests requests = new Requests(installation.bootstrapServers())) {
            awaitReady(worker, port, log);
            assertThat(worker.identity()).hasSize(2).allMatch(id -> id.contains("\t10001\t10001"));
            requests.publish("imaged", Requests.FOLDER, "file:///lectures/camera.mp4");
            assertThat(requests.awaitEnd("imaged")).isInstanceOf(OutcomeEvent.Completed.class);
            assertThat(worker.stop()).isZero();
        }
    }

    private static Map<String, String> settings(Installation installation, int port) {
        Map<String, String> settings = new TreeMap<>(installation.workerSettings());
        settings.put("SERVER_PORT", Integer.toString(port));
        settings.put("JAVA_TOOL_OPTIONS", "-Xmx192m -XX:TieredStopAtLevel=1");
        return settings;
    }

    private static void awaitReady(Container worker, int port, Path log) {
        URI readiness = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
        try (HttpClient client = HttpClient.newHttpClient()) {
            Awaitility.await("readiness")
                    .atMost(START)
                    .until(() -> {
                        assertThat(worker.isAlive()).as(Files.readString(log)).isTrue();
                        return isReady(client, readiness);
                    });
        }
    }

    private static boolean isReady(HttpClient client, URI readiness) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(readiness).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }
}
