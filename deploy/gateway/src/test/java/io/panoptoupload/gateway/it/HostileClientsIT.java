package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Who sends a byte now and then, and who asks for what there cannot be. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileClientsIT {
    private static final String FORM =
            "Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n";
    private static final int PAUSE_MILLIS = 100;

    private TestKafka kafka;
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        kafka = TestKafka.in(directory);
        gateway =
                GatewayProcess.start(
                                directory.resolve("gateway.log"),
                                kafka.bootstrapServers(),
                                0,
                                "--server.tomcat.connection-timeout=2s",
                                "--gateway.hooks.zoom.secret=0123456789abcdef",
                                "--gateway.hooks.zoom.credential=zoom",
                                "--gateway.hooks.mapping=" + mapping(directory))
                        .awaitReady();
    }

    private static Path mapping(Path directory) throws IOException {
        return Files.writeString(
                directory.resolve("mapping.json"), "{\"default\": \"%s\"}".formatted(Site.FOLDER));
    }

    @AfterAll
    void stop() {
        gateway.close();
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\nDrips: ",
                "GET /",
                "POST /login HTTP/1.1\r\n" + FORM,
                "POST /upload/cancel HTTP/1.1\r\n" + FORM,
                "POST /hooks/zoom HTTP/1.1\r\n" + FORM,
                "POST /api/v1/uploads HTTP/1.1\r\n" + FORM,
                "POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n",
                "POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3e7\r\n",
                "POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1;",
                "POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\nTrailer: "
            })
    void a_request_that_only_drips_loses_its_connection(String beginning) throws IOException {
        URI at = gateway.at("/");
        try (Socket socket = new Socket(at.getHost(), at.getPort())) {
            socket.setSoTimeout(PAUSE_MILLIS);
            socket.getOutputStream().write(beginning.getBytes(ISO_8859_1));
            Instant limit = Instant.now().plus(GatewayProcess.LIMIT);
            while (!isClosedAfterAnotherByte(socket)) {
                assertThat(Instant.now()).as("still open").isBefore(limit);
            }
        }
    }

    private static boolean isClosedAfterAnotherByte(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            byte[] _ = socket.getInputStream().readNBytes(1 << 20);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void a_client_that_waits_for_a_long_response_is_not_slow() throws Exception {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(gateway.open("/api/v1/events"), ISO_8859_1))) {
            assertThat(lines.lines().anyMatch(line -> line.startsWith(":")))
                    .as("the comment that keeps the connection alive")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/upload/cancel", "/failed/retry"})
    void a_form_larger_than_those_of_the_pages_is_refused_before_it_is_read(String path)
            throws Exception {
        assertThat(form("POST " + path, 17 << 10, 17 << 10)).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void a_form_that_is_not_posted_is_not_read_into_memory() throws Exception {
        assertThat(form("PUT /login", 1 << 30, 2 << 20)).startsWith("HTTP/1.1 403 ");
    }

    private String form(String head, int length, int sent) throws IOException {
        return gateway.sendRaw(
                "%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(head, length, "x".repeat(sent)));
    }

    @Test
    void a_client_that_is_refused_unread_can_read_why() throws Exception {
        assertThat(gateway.post("/api/v1/uploads", " ".repeat(1 << 20)).statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/uploads?limit=-1",
                "/api/v1/uploads?limit=many",
                "/api/v1/uploads?from=tomorrow",
                "/api/v1/uploads?from=%2B999999999-01-01",
                "/api/v1/uploads?cursor=AAAA",
                "/api/v1/uploads?q=%ff",
                "/api/v1/uploads/..;/x",
                "/?q=%ff",
                "/?cursor=AAAA",
                "/day?date=2026-11-23T00:00:00Z",
                "/day?date=-999999999-01-01",
                "/day?date=%2B999999999-12-31"
            })
    void what_means_nothing_is_a_bad_request(String path) throws Exception {
        assertThat(gateway.get(path).statusCode()).isEqualTo(400);
    }

    /** In UTF-8 it has a byte that is a control character to those who read it as ISO 8859-1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/v1/uploads HTTP/1.1\r\nIdempotency-Key: ",
                "POST /api/v1/uploads HTTP/1.1\r\ntraceparent: ",
                "GET /api/v1/uploads HTTP/1.1\r\nAccept: ",
                "GET /api/v1/events HTTP/1.1\r\nLast-Event-ID: ",
                "GET /nothing HTTP/1.1\r\nAccept: ",
                "GET / HTTP/1.1\r\nAccept: ",
                "POST /hooks/zoom HTTP/1.1\r\nx-zm-signature: "
            })
    void a_header_that_is_no_text_is_a_bad_request(String head) throws IOException {
        String request =
                head
                        + new String("Übung".getBytes(UTF_8), ISO_8859_1)
                        + "\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        assertThat(gateway.sendRaw(request)).startsWith("HTTP/1.1 400 ");
        assertThat(gateway.process().outputSoFar()).doesNotContain(" ERROR ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/uploads?state=&q=&from=&to=&limit=&cursor=",
                "/api/v1/uploads?limit=501",
                "/?state=&q=&day=&cursor="
            })
    void what_is_left_empty_or_asks_for_too_much_is_no_bad_request(String path) throws Exception {
        assertThat(gateway.get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void a_body_in_chunks_is_read() throws IOException {
        URI at = gateway.at("/");
        try (Socket socket = new Socket(at.getHost(), at.getPort())) {
            socket.setSoTimeout((int) GatewayProcess.LIMIT.toMillis());
            String request =
                    "POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 422 ");
        }
    }

    @Test
    void a_program_that_posts_to_a_page_reads_where_to_post_instead() throws Exception {
        HttpResponse<String> refused = gateway.post("/upload/cancel", "{}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("programs call /api/v1");
    }
}
