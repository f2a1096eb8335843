package io.panoptoupload.worker.transfer.http;

import static io.panoptoupload.worker.transfer.http.StorageCalls.OK;
import static io.panoptoupload.worker.transfer.http.StorageCalls.call;
import static io.panoptoupload.worker.transfer.http.StorageCalls.client;
import static io.panoptoupload.worker.transfer.http.StorageCalls.get;
import static io.panoptoupload.worker.transfer.http.StorageCalls.put;
import static io.panoptoupload.worker.transfer.http.StorageCalls.request;
import static io.panoptoupload.worker.transfer.http.StorageCalls.responding;
import static io.panoptoupload.worker.transfer.http.StorageCalls.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.worker.wire.ScriptedServer;
import io.panoptoupload.worker.wire.TestTls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

import javax.net.ssl.SSLHandshakeException;

/** When a connection is opened, used again, waited for and given up. */
class StorageConnectionsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void a_connection_whose_response_was_read_is_used_again() throws Exception {
        try (ScriptedServer server = responding(OK);
                StorageHttpClient client = client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(text(get(client, server))).isEqualTo("OK");
            }

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.heads()).hasSize(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void a_response_that_has_no_body_ends_with_its_head(String status) throws Exception {
        try (ScriptedServer server = responding("HTTP/1.1 " + status + "\r\n\r\n");
                StorageHttpClient client = client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(put(client, server, new byte[1]).responseBody()).isEmpty();
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_link_local_address_is_not_even_connected_to() throws Exception {
        SdkHttpRequest request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.GET)
                        .uri(URI.create("http://169.254.169.254/bucket/key"))
                        .build();
        try (StorageHttpClient client = client()) {
            assertThatThrownBy(() -> call(client, request, null))
                    .isInstanceOf(ForbiddenAddress.class)
                    .hasMessageContaining("a link-local address");
        }
    }

    @Test
    void a_connection_whose_response_was_not_read_is_given_up() throws Exception {
        try (ScriptedServer server = responding(OK);
                StorageHttpClient client = client()) {
            for (int i = 0; i < 5; i++) {
                get(client, server).responseBody().orElseThrow().close();
            }

            assertThat(server.connections()).isEqualTo(5);
        }
    }

    @Test
    void a_connection_that_the_server_means_to_close_is_not_used_again() throws Exception {
        try (ScriptedServer server =
                        responding(
                                "HTTP/1.1 200 OK\r\n"
                                        + "Connection: close\r\nContent-Length: 2\r\n\r\nOK");
                StorageHttpClient client = client()) {
            assertThat(text(get(client, server))).isEqualTo("OK");
            assertThat(text(get(client, server))).isEqualTo("OK");

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_server_that_does_not_respond_is_given_up_after_its_idle_timeout() throws Exception {
        try (ScriptedServer server = ScriptedServer.behindHead((with, _) -> with.listen());
                StorageHttpClient client = client(2, Duration.ofMillis(200), null)) {
            assertThatThrownBy(() -> get(client, server))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_source_that_is_slower_than_the_idle_timeout_is_waited_for() throws Exception {
        Duration idleTimeout = Duration.ofSeconds(2);
        try (ScriptedServer server =
                        ScriptedServer.behindHead((with, _) -> {
                            assertThat(with.body(2)).containsExactly(1, 2);
                            with.say(OK);
                        });
                StorageHttpClient client = client(2, idleTimeout, null)) {
            SdkHttpRequest request =
                    request(SdkHttpMethod.PUT, "http", server)
                            .putHeader("Content-Length", "2")
                            .build();

            HttpExecuteResponse response = call(client, request, () -> new SlowDisk(idleTimeout));

            assertThat(response.httpResponse().statusCode()).isEqualTo(200);
        }
    }

    /** Two bytes, of which the second takes a while. */
    private static final class SlowDisk extends InputStream {
        private final Instant second;
        private int next;

        SlowDisk(Duration idleTimeout) {
            this.second = Instant.now().plus(idleTimeout).plusSeconds(1);
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
    void a_source_that_breaks_off_is_reported_as_its_own_fault() throws Exception {
        try (ScriptedServer server = ScriptedServer.behindHead((with, _) -> with.listen());
                StorageHttpClient client = client()) {
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
    void a_server_with_somebody_elses_certificate_hears_nothing() throws Exception {
        TestTls elsewhere = TestTls.of("dns:elsewhere.example");
        try (ScriptedServer server =
                        new ScriptedServer(elsewhere.context(), (with, _) -> with.head());
                StorageHttpClient client = client(2, SOON, elsewhere.context())) {
            SdkHttpRequest request = request(SdkHttpMethod.GET, "https", server).build();

            assertThatThrownBy(() -> call(client, request, null))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void a_server_that_nobody_trusts_hears_nothing() throws Exception {
        TestTls tls = TestTls.ofLocalhost();
        try (ScriptedServer server = new ScriptedServer(tls.context(), (with, _) -> with.head());
                StorageHttpClient client = client()) {
            SdkHttpRequest request = request(SdkHttpMethod.GET, "https", server).build();

            assertThatThrownBy(() -> call(client, request, null))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void more_calls_than_connections_wait_and_give_up_after_the_idle_timeout() throws Exception {
        try (ScriptedServer server = responding(OK);
                StorageHttpClient client = client(1, Duration.ofSeconds(2), null)) {
            HttpExecuteResponse unread = get(client, server);

            assertThatThrownBy(() -> get(client, server))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("no connection became free");

            unread.responseBody().orElseThrow().close();
            assertThat(text(get(client, server))).isEqualTo("OK");
        }
    }

    @Test
    void a_closed_client_takes_no_calls() throws Exception {
        try (ScriptedServer server = responding(OK)) {
            StorageHttpClient client = client();
            client.close();

            assertThatThrownBy(() -> get(client, server)).isInstanceOf(IllegalStateException.class);
        }
    }
}
