package io.panoptoupload.worker.transfer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.wire.ScriptedServer;
import io.panoptoupload.worker.wire.TestTls;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLHandshakeException;

class StorageHttpClientTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";
    private static final HttpLimits LIMITS =
            new HttpLimits(2, Duration.ofSeconds(5), Duration.ofSeconds(10));

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, Connection.BLOCK - 1, Connection.BLOCK, 3 * Connection.BLOCK + 17})
    void a_body_arrives_as_it_is(int size) throws Exception {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        AtomicReference<byte @Nullable []> arrived = new AtomicReference<>();
        try (ScriptedServer server =
                        new ScriptedServer(
                                null,
                                (with, _) -> {
                                    with.head();
                                    arrived.set(with.body(size));
                                    with.say(OK);
                                });
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            HttpExecuteResponse answer = put(client, server, body);

            assertThat(answer.httpResponse().statusCode()).isEqualTo(200);
            assertThat(text(answer)).isEqualTo("OK");
            assertThat(arrived.get()).isEqualTo(body);
            assertThat(server.heads().getFirst())
                    .startsWith("PUT /bucket/key?partNumber=1 HTTP/1.1\r\n")
                    .contains("\r\nHost: localhost:" + server.port() + "\r\n")
                    .contains("\r\nContent-Length: " + size + "\r\n");
        }
    }

    @Test
    void a_post_without_a_body_says_so() throws Exception {
        try (ScriptedServer server = answering(OK);
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            call(client, request(SdkHttpMethod.POST, "http", server).build(), null);

            assertThat(server.heads().getFirst()).contains("\r\nContent-Length: 0\r\n");
        }
    }

    @Test
    void a_connection_whose_answer_was_read_is_used_again() throws Exception {
        try (ScriptedServer server = answering(OK);
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            for (int i = 0; i < 5; i++) {
                assertThat(text(get(client, server))).isEqualTo("OK");
            }

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.heads()).hasSize(5);
        }
    }

    @Test
    void a_connection_whose_answer_was_not_read_is_given_up() throws Exception {
        try (ScriptedServer server = answering(OK);
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            for (int i = 0; i < 5; i++) {
                body(get(client, server)).close();
            }

            assertThat(server.connections()).isEqualTo(5);
        }
    }

    @Test
    void a_connection_that_the_server_means_to_close_is_not_used_again() throws Exception {
        try (ScriptedServer server =
                        answering(
                                "HTTP/1.1 200 OK\r\n"
                                        + "Connection: close\r\nContent-Length: 2\r\n\r\nOK");
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            assertThat(text(get(client, server))).isEqualTo("OK");
            assertThat(text(get(client, server))).isEqualTo("OK");

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_chunked_answer_is_read_to_its_end_and_its_connection_used_again() throws Exception {
        try (ScriptedServer server =
                        answering(
                                """
                                HTTP/1.1 200 OK\r
                                Transfer-Encoding: chunked\r
                                \r
                                5;name=value\r
                                hello\r
                                6\r
                                 world\r
                                0\r
                                A-Trailer: value\r
                                \r
                                """);
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            assertThat(text(get(client, server))).isEqualTo("hello world");
            assertThat(text(get(client, server))).isEqualTo("hello world");

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void an_answer_without_a_length_lasts_until_the_server_hangs_up() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(
                                null,
                                (with, _) -> {
                                    with.head();
                                    with.say("HTTP/1.1 200 OK\r\n\r\nuntil the end");
                                });
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            assertThat(text(get(client, server))).isEqualTo("until the end");
        }
    }

    @Test
    void the_answer_to_a_head_has_no_body_whatever_its_length_says() throws Exception {
        try (ScriptedServer server = answering("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n");
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            for (int i = 0; i < 2; i++) {
                HttpExecuteResponse answer =
                        call(client, request(SdkHttpMethod.HEAD, "http", server).build(), null);
                assertThat(answer.httpResponse().firstMatchingHeader("content-length"))
                        .contains("12345");
                assertThat(text(answer)).isEmpty();
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void an_interim_answer_is_passed_over() throws Exception {
        try (ScriptedServer server = answering("HTTP/1.1 100 Continue\r\n\r\n" + OK);
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            assertThat(get(client, server).httpResponse().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void the_answer_of_a_server_that_refuses_a_body_half_way_is_told() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(
                                null,
                                (with, _) -> {
                                    with.head();
                                    with.say(
                                            "HTTP/1.1 403 Forbidden\r\n"
                                                    + "Content-Length: 2\r\n\r\nNO");
                                    with.listen();
                                });
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            HttpExecuteResponse answer = put(client, server, new byte[64 * 1024 * 1024]);

            assertThat(answer.httpResponse().statusCode()).isEqualTo(403);
        }
    }

    @Test
    void a_kept_connection_that_the_server_closed_meanwhile_is_replaced() throws Exception {
        AtomicLong now = new AtomicLong();
        try (ScriptedServer server =
                        new ScriptedServer(
                                null,
                                (with, _) -> {
                                    with.head();
                                    with.say(OK);
                                });
                StorageHttpClient client = new StorageHttpClient(LIMITS, null, now::get)) {
            text(get(client, server));
            now.addAndGet(Connections.STALE_CHECK);

            assertThat(text(get(client, server))).isEqualTo("OK");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.6\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: no name\r\n\r\n"
            })
    void what_is_no_answer_is_a_fault_that_quotes_nothing(String answer) throws Exception {
        try (ScriptedServer server = answering(answer);
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            assertThatThrownBy(() -> get(client, server))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching(
                            "the answer is not HTTP/1.1|a header of the answer has no name");
        }
    }

    @Test
    void an_endless_line_is_a_fault_and_not_an_endless_buffer() throws Exception {
        try (ScriptedServer server = answering("HTTP/1.1 200 " + "x".repeat(20_000));
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            assertThatThrownBy(() -> get(client, server))
                    .hasMessage("a line of the answer is longer than 16384 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n"
            })
    void a_body_that_ends_early_is_a_fault(String answer) throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(
                                null,
                                (with, _) -> {
                                    with.head();
                                    with.say(answer);
                                });
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            assertThatThrownBy(() -> text(get(client, server)))
                    .isInstanceOf(EOFException.class)
                    .hasMessage("the connection ended before the answer did");
        }
    }

    @Test
    void a_server_that_does_not_answer_is_given_up_after_its_silence() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(
                                null,
                                (with, _) -> {
                                    with.head();
                                    with.listen();
                                });
                StorageHttpClient client =
                        new StorageHttpClient(
                                new HttpLimits(2, Duration.ofSeconds(5), Duration.ofMillis(200)),
                                null)) {
            assertThatThrownBy(() -> get(client, server))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_source_that_is_slower_than_the_silence_is_waited_for() throws Exception {
        Duration silence = Duration.ofMillis(100);
        try (ScriptedServer server =
                        new ScriptedServer(
                                null,
                                (with, _) -> {
                                    with.head();
                                    assertThat(with.body(2)).containsExactly(1, 2);
                                    with.say(OK);
                                });
                StorageHttpClient client =
                        new StorageHttpClient(
                                new HttpLimits(2, Duration.ofSeconds(5), silence), null)) {
            SdkHttpRequest request =
                    request(SdkHttpMethod.PUT, "http", server)
                            .putHeader("Content-Length", "2")
                            .build();

            HttpExecuteResponse answer = call(client, request, () -> new SlowDisk(silence));

            assertThat(answer.httpResponse().statusCode()).isEqualTo(200);
        }
    }

    /** Two bytes, of which the second takes a while. */
    private static final class SlowDisk extends InputStream {
        private final Instant second;
        private int next;

        SlowDisk(Duration silence) {
            this.second = Instant.now().plus(silence.multipliedBy(5));
        }

        @Override
        public int read() {
            if (next == 1) {
                await().until(() -> Instant.now().isAfter(second));
            }
            return next == 2 ? -1 : ++next;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            int read = read();
            if (read > 0) {
                to[offset] = (byte) read;
            }
            return read < 0 ? -1 : 1;
        }
    }

    @Test
    void a_source_that_breaks_off_is_told_as_its_own_fault() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(
                                null,
                                (with, _) -> {
                                    with.head();
                                    with.listen();
                                });
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            SdkHttpRequest request =
                    request(SdkHttpMethod.PUT, "http", server)
                            .putHeader("Content-Length", "100")
                            .build();

            assertThatThrownBy(() ->
                            call(client, request, () -> new ByteArrayInputStream(new byte[60])))
                    .isInstanceOf(EOFException.class)
                    .hasMessage("the body ended 40 bytes early");
        }
    }

    @Test
    void a_header_with_a_line_break_is_not_sent() throws Exception {
        try (ScriptedServer server = answering(OK);
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            SdkHttpRequest request =
                    request(SdkHttpMethod.GET, "http", server)
                            .putHeader("x-name", "a\r\nx-other: b")
                            .build();

            assertThatThrownBy(() -> call(client, request, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("header x-name holds a line break");
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void a_server_with_somebody_elses_certificate_hears_nothing() throws Exception {
        TestTls elsewhere = TestTls.in(directory, "dns:elsewhere.example");
        try (ScriptedServer server =
                        new ScriptedServer(elsewhere.context(), (with, _) -> with.head());
                StorageHttpClient client = new StorageHttpClient(LIMITS, elsewhere.trust())) {
            SdkHttpRequest request = request(SdkHttpMethod.GET, "https", server).build();

            assertThatThrownBy(() -> call(client, request, null))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void a_server_that_nobody_trusts_hears_nothing() throws Exception {
        TestTls tls = TestTls.in(directory);
        try (ScriptedServer server = new ScriptedServer(tls.context(), (with, _) -> with.head());
                StorageHttpClient client = new StorageHttpClient(LIMITS, null)) {
            SdkHttpRequest request = request(SdkHttpMethod.GET, "https", server).build();

            assertThatThrownBy(() -> call(client, request, null))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void more_calls_than_connections_wait_and_give_up_after_the_silence() throws Exception {
        try (ScriptedServer server = answering(OK);
                StorageHttpClient client =
                        new StorageHttpClient(
                                new HttpLimits(1, Duration.ofSeconds(5), Duration.ofMillis(200)),
                                null)) {
            HttpExecuteResponse unread = get(client, server);

            assertThatThrownBy(() -> get(client, server))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("no connection became free");

            body(unread).close();
            assertThat(text(get(client, server))).isEqualTo("OK");
        }
    }

    @Test
    void a_closed_client_takes_no_calls() throws Exception {
        try (ScriptedServer server = answering(OK)) {
            StorageHttpClient client = new StorageHttpClient(LIMITS, null);
            client.close();

            assertThatThrownBy(() -> get(client, server)).hasMessage("the client is closed");
        }
    }

    /** Answers every request of a connection with the same. */
    private static ScriptedServer answering(String answer) throws IOException {
        return new ScriptedServer(
                null,
                (with, _) -> {
                    while (true) {
                        with.head();
                        with.say(answer);
                    }
                });
    }

    private static HttpExecuteResponse get(StorageHttpClient client, ScriptedServer server)
            throws IOException {
        return call(client, request(SdkHttpMethod.GET, "http", server).build(), null);
    }

    private static HttpExecuteResponse put(
            StorageHttpClient client, ScriptedServer server, byte[] body) throws IOException {
        return call(
                client,
                request(SdkHttpMethod.PUT, "http", server)
                        .putHeader("Content-Length", Integer.toString(body.length))
                        .build(),
                ContentStreamProvider.fromByteArray(body));
    }

    private static SdkHttpRequest.Builder request(
            SdkHttpMethod method, String scheme, ScriptedServer server) {
        return SdkHttpRequest.builder()
                .method(method)
                .uri(
                        URI.create(
                                "%s://localhost:%d/bucket/key?partNumber=1"
                                        .formatted(scheme, server.port())));
    }

    private static HttpExecuteResponse call(
            StorageHttpClient client, SdkHttpRequest request, @Nullable ContentStreamProvider body)
            throws IOException {
        return client.prepareRequest(
                        HttpExecuteRequest.builder()
                                .request(request)
                                .contentStreamProvider(body)
                                .build())
                .call();
    }

    private static InputStream body(HttpExecuteResponse answer) {
        return answer.responseBody().orElseThrow();
    }

    private static String text(HttpExecuteResponse answer) throws IOException {
        try (InputStream body = body(answer)) {
            return new String(body.readAllBytes(), UTF_8);
        }
    }
}
