package io.panoptoupload.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.gateway.wire.RawServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class ReceiverTest {
    private static final String SECRET = "a secret of the receiver";
    private static final FinalEvent EVENT = new FinalEvent("x/1/2", "{\"data\":\"ü\"}");

    private static final int CALLS = 5;
    private static final Duration SHORT = Duration.ofMillis(500);

    private record Call(String timestamp, String signature, String type, String body) {}

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile int status = 204;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", this::called);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void called(HttpExchange exchange) throws IOException {
        calls.add(
                new Call(
                        exchange.getRequestHeaders().getFirst("X-Timestamp"),
                        exchange.getRequestHeaders().getFirst("X-Signature"),
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private Receiver receiver() {
        return receiver(
                URI.create("http://localhost:%d/hook".formatted(server.getAddress().getPort())));
    }

    private static Receiver receiver(URI url) {
        return receiver(url, Receiver.RESPONSE);
    }

    private static Receiver receiver(URI url, Duration response) {
        return new Receiver(url, SECRET, response, () -> Instant.ofEpochSecond(1_763_974_800));
    }

    @Test
    void an_event_is_signed_over_its_time_and_body() throws Exception {
        try (Receiver receiver = receiver()) {
            assertThat(receiver.send(EVENT)).isInstanceOf(Receiver.Outcome.Taken.class);
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        String expected =
                HexFormat.of()
                        .formatHex(mac.doFinal("1763974800.{\"data\":\"ü\"}".getBytes(UTF_8)));
        assertThat(calls)
                .containsExactly(
                        new Call(
                                "1763974800",
                                "v1=" + expected,
                                "application/cloudevents+json",
                                "{\"data\":\"ü\"}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 401, 403, 404, 405, 408, 410, 429, 500, 503})
    void what_says_nothing_of_the_event_is_tried_again_and_redirects_are_not_followed(int given)
            throws Exception {
        status = given;
        try (Receiver receiver = receiver()) {
            assertThat(receiver.send(EVENT)).isInstanceOf(Receiver.Outcome.Away.class);
        }
        assertThat(calls).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 413, 415, 422})
    void what_says_that_the_event_is_wrong_is_a_refusal(int given) throws Exception {
        status = given;
        try (Receiver receiver = receiver()) {
            assertThat(receiver.send(EVENT)).isEqualTo(new Receiver.Outcome.Refused(given));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/",
                "https://[fe80::1]/",
                "https://[::ffff:169.254.169.254]/",
                "https://168.63.129.16/"
            })
    void a_link_local_address_or_that_of_a_clouds_metadata_is_never_called(String url) {
        try (Receiver receiver = receiver(URI.create(url))) {
            assertThat(receiver.send(EVENT))
                    .isInstanceOfSatisfying(
                            Receiver.Outcome.Away.class,
                            away -> assertThat(away.why()).contains("gateway.webhook.url"));
        }
    }

    @Test
    void a_receiver_that_is_not_there_is_away() throws Exception {
        server.stop(0);
        try (Receiver receiver = receiver()) {
            assertThat(receiver.send(EVENT)).isInstanceOf(Receiver.Outcome.Away.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RawServer.NO_HTTP, "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}"})
    void a_receiver_whose_response_cannot_be_parsed_is_away_and_no_connection_stays_open(
            String response) throws Exception {
        try (RawServer garbage = new RawServer(response);
                Receiver receiver = receiver(garbage.uri())) {
            for (int i = 0; i < CALLS; i++) {
                assertThat(receiver.send(EVENT)).isInstanceOf(Receiver.Outcome.Away.class);
            }
            await().atMost(Patience.LIMIT).until(() -> garbage.ended() == CALLS);
        }
    }

    @Test
    void a_response_that_is_long_is_not_read_to_its_end() throws Exception {
        try (RawServer endless =
                        new RawServer(
                                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"
                                        + "x".repeat(1 << 20));
                Receiver receiver = receiver(endless.uri())) {
            assertThat(receiver.send(EVENT)).isInstanceOf(Receiver.Outcome.Taken.class);
            await().atMost(Patience.LIMIT).until(() -> endless.ended() == 1);
        }
    }

    @Test
    void an_event_is_taken_whatever_becomes_of_the_body_of_that_response() throws Exception {
        try (RawServer broken =
                        new RawServer(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n");
                Receiver receiver = receiver(broken.uri())) {
            assertThat(receiver.send(EVENT)).isInstanceOf(Receiver.Outcome.Taken.class);
            await().atMost(Patience.LIMIT).until(() -> broken.ended() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nDate: "})
    void a_receiver_whose_head_only_drips_is_away(String beginning) throws Exception {
        try (RawServer dripping = new RawServer(beginning, "x");
                Receiver receiver = receiver(dripping.uri(), SHORT)) {
            assertThat(receiver.send(EVENT))
                    .isEqualTo(new Receiver.Outcome.Away("it does not respond in time"));
            await().atMost(Patience.LIMIT).until(() -> dripping.ended() == 1);
        }
    }

    @Test
    void an_event_is_taken_though_the_body_of_that_response_drips() throws Exception {
        try (RawServer dripping =
                        new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", "x");
                Receiver receiver = receiver(dripping.uri(), SHORT)) {
            assertThat(receiver.send(EVENT)).isInstanceOf(Receiver.Outcome.Taken.class);
            await().atMost(Patience.LIMIT).until(() -> dripping.ended() == 1);
        }
    }
}
