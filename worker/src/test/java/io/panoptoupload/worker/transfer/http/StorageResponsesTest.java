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

import io.panoptoupload.worker.wire.ScriptedServer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/** What goes out as a request, and what is made of the response. */
class StorageResponsesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, BlockEntity.BLOCK - 1, BlockEntity.BLOCK, 3 * BlockEntity.BLOCK + 17})
    void a_body_arrives_as_it_is(int size) throws Exception {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        AtomicReference<byte @Nullable []> arrived = new AtomicReference<>();
        try (ScriptedServer server =
                        ScriptedServer.behindHead((with, _) -> {
                            arrived.set(with.body(size));
                            with.say(OK);
                        });
                StorageHttpClient client = client()) {
            HttpExecuteResponse response = put(client, server, body);

            assertThat(response.httpResponse().statusCode()).isEqualTo(200);
            assertThat(text(response)).isEqualTo("OK");
            assertThat(arrived.get()).isEqualTo(body);
            assertThat(server.heads().getFirst())
                    .startsWith("PUT /bucket/key?partNumber=1 HTTP/1.1\r\n")
                    .contains("\r\nHost: localhost:" + server.port() + "\r\n")
                    .contains("\r\nContent-Length: " + size + "\r\n");
        }
    }

    @Test
    void a_post_without_a_body_says_so() throws Exception {
        try (ScriptedServer server = responding(OK);
                StorageHttpClient client = client()) {
            call(client, request(SdkHttpMethod.POST, "http", server).build(), null);

            assertThat(server.heads().getFirst()).contains("\r\nContent-Length: 0\r\n");
        }
    }

    @Test
    void a_chunked_response_is_read_to_its_end_and_its_connection_used_again() throws Exception {
        try (ScriptedServer server =
                        responding(
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
                StorageHttpClient client = client()) {
            assertThat(text(get(client, server))).isEqualTo("hello world");
            assertThat(text(get(client, server))).isEqualTo("hello world");

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_response_without_a_length_lasts_until_the_server_hangs_up() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.behindHead(
                                (with, _) -> with.say("HTTP/1.1 200 OK\r\n\r\nuntil the end"));
                StorageHttpClient client = client()) {
            assertThat(text(get(client, server))).isEqualTo("until the end");
        }
    }

    @Test
    void the_response_to_a_head_has_no_body_whatever_its_length_says() throws Exception {
        try (ScriptedServer server =
                        responding("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n");
                StorageHttpClient client = client()) {
            for (int i = 0; i < 2; i++) {
                HttpExecuteResponse response =
                        call(client, request(SdkHttpMethod.HEAD, "http", server).build(), null);
                assertThat(response.httpResponse().firstMatchingHeader("content-length"))
                        .contains("12345");
                assertThat(response.responseBody()).isEmpty();
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void an_interim_response_is_passed_over() throws Exception {
        try (ScriptedServer server = responding("HTTP/1.1 100 Continue\r\n\r\n" + OK);
                StorageHttpClient client = client()) {
            assertThat(get(client, server).httpResponse().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void the_response_of_a_server_that_refuses_a_body_and_hangs_up_is_reported() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.behindHead((with, _) ->
                                with.say(
                                        "HTTP/1.1 403 Forbidden\r\n"
                                                + "Content-Length: 2\r\n\r\nNO"));
                StorageHttpClient client = client()) {
            HttpExecuteResponse response = put(client, server, new byte[64 * 1024 * 1024]);

            assertThat(response.httpResponse().statusCode()).isEqualTo(403);
            assertThat(text(response)).isEqualTo("NO");
            assertThat(get(client, server).httpResponse().statusCode()).isEqualTo(403);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_success_before_the_body_is_through_confirms_nothing() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.behindHead((with, _) ->
                                with.say(
                                        "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 0\r\n\r\n"));
                StorageHttpClient client = client()) {
            assertThatThrownBy(() -> put(client, server, new byte[64 * 1024 * 1024]))
                    .isInstanceOf(IOException.class);
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
    void what_is_no_response_is_a_fault(String response) throws Exception {
        try (ScriptedServer server = responding(response);
                StorageHttpClient client = client(2, Duration.ofMillis(200), null)) {
            assertThatThrownBy(() -> get(client, server)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void an_endless_line_is_a_fault_and_not_an_endless_buffer() throws Exception {
        try (ScriptedServer server = responding("HTTP/1.1 200 " + "x".repeat(20_000));
                StorageHttpClient client = client(2, Duration.ofMillis(200), null)) {
            assertThatThrownBy(() -> get(client, server)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n"
            })
    void a_body_that_ends_early_is_a_fault(String response) throws Exception {
        try (ScriptedServer server = ScriptedServer.behindHead((with, _) -> with.say(response));
                StorageHttpClient client = client()) {
            assertThatThrownBy(() -> text(get(client, server))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_header_with_a_line_break_makes_no_header_of_its_own() throws Exception {
        try (ScriptedServer server = responding(OK);
                StorageHttpClient client = client()) {
            SdkHttpRequest request =
                    request(SdkHttpMethod.GET, "http", server)
                            .putHeader("x-name", "a\r\nx-other: b")
                            .build();

            call(client, request, null);

            assertThat(server.heads().getFirst()).doesNotContain("\nx-other");
        }
    }
}
