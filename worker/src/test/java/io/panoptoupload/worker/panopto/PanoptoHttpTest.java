package io.panoptoupload.worker.panopto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.wire.ScriptedServer;
import io.panoptoupload.worker.wire.TestTls;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;

/** When a call ends, and what becomes of its connection. */
class PanoptoHttpTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    private static final int MAX_BYTES = 1 << 20;

    @Test
    void a_connection_whose_response_was_read_is_used_again() throws Exception {
        ScriptedServer.Script script =
                (with, _) -> {
                    while (true) {
                        String _ = with.head();
                        with.say(OK);
                    }
                };
        try (ScriptedServer server = new ScriptedServer(null, script);
                PanoptoHttp http = http(server, LONG)) {
            assertThat(get(http, server).body()).isEqualTo("{}");
            assertThat(get(http, server).body()).isEqualTo("{}");

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nDate: ",
                "HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n"
            })
    void a_response_that_drips_ends_with_the_time_out(String beginning) throws Exception {
        ScriptedServer.Script script =
                (with, _) -> {
                    with.say(beginning);
                    with.drip();
                };
        try (ScriptedServer server = ScriptedServer.behindHead(script);
                PanoptoHttp http = http(server, Duration.ofMillis(500))) {
            assertThatThrownBy(() -> get(http, server))
                    .isInstanceOf(TransientFault.class)
                    .hasMessage("Panopto at 127.0.0.1 did not respond (SocketTimeoutException)");
        }
    }

    @Test
    void endless_notices_end_with_the_time_out() throws Exception {
        ScriptedServer.Script script =
                (with, _) -> {
                    while (true) {
                        with.say("HTTP/1.1 102 Processing\r\n\r\n");
                    }
                };
        try (ScriptedServer server = ScriptedServer.behindHead(script);
                PanoptoHttp http = http(server, Duration.ofMillis(500))) {
            assertThatThrownBy(() -> get(http, server))
                    .isInstanceOf(TransientFault.class)
                    .hasMessageContaining("(SocketTimeoutException)");
        }
    }

    @Test
    void a_page_without_end_is_cut_and_its_connection_dropped() throws Exception {
        CountDownLatch dropped = new CountDownLatch(1);
        ScriptedServer.Script script =
                (with, _) -> {
                    with.say("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n");
                    with.say("x".repeat(MAX_BYTES));
                    try {
                        with.listen();
                    } finally {
                        dropped.countDown();
                    }
                };
        try (ScriptedServer server = ScriptedServer.behindHead(script);
                PanoptoHttp http = http(server, LONG)) {
            assertThat(get(http, server).body()).hasSize(MAX_BYTES);

            await().atMost(Patience.LIMIT).until(() -> dropped.getCount() == 0);
        }
    }

    @Test
    void a_server_that_refuses_the_body_is_heard() throws Exception {
        ScriptedServer.Script script =
                (with, _) -> {
                    with.say("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                };
        try (ScriptedServer server = ScriptedServer.behindHead(script);
                PanoptoHttp http = http(server, LONG)) {
            PanoptoResponse response =
                    http.send(
                            Method.POST,
                            address("http", server),
                            "Bearer t",
                            ContentType.APPLICATION_JSON,
                            "x".repeat(16 * MAX_BYTES));

            assertThat(response.status()).isEqualTo(413);
        }
    }

    @Test
    void an_interrupt_ends_a_call_to_a_server_that_does_not_shake_hands() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ScriptedServer.Script script =
                (with, _) -> {
                    connected.countDown();
                    with.listen();
                };
        try (ScriptedServer server = new ScriptedServer(null, script);
                PanoptoHttp http = http(server, LONG)) {
            Call call = new Call(() -> get(http, "https", server));
            await().atMost(Patience.LIMIT).until(() -> connected.getCount() == 0);

            call.thread.interrupt();

            assertThat(call.fault()).isInstanceOf(Interrupted.class);
        }
    }

    @Test
    void closing_ends_the_calls_under_way_and_those_to_come() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        ScriptedServer.Script script =
                (with, _) -> {
                    asked.countDown();
                    with.listen();
                };
        try (ScriptedServer server = ScriptedServer.behindHead(script)) {
            PanoptoHttp http = http(server, LONG);
            Call call = new Call(() -> get(http, server));
            await().atMost(Patience.LIMIT).until(() -> asked.getCount() == 0);

            http.close();

            assertThat(call.fault()).isInstanceOf(TransientFault.class);
            assertThatThrownBy(() -> get(http, server)).isInstanceOf(TransientFault.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_certificate_that_is_not_good_is_called_so(boolean trusted) throws Exception {
        TestTls tls = TestTls.of("dns:elsewhere.example");
        SSLContext trust = trusted ? tls.context() : SSLContext.getDefault();
        try (ScriptedServer server = new ScriptedServer(tls.context(), (with, _) -> with.listen());
                PanoptoHttp http = new PanoptoHttp(settings(server, LONG), trust)) {
            assertThatThrownBy(() -> get(http, "https", server))
                    .isInstanceOf(TransientFault.class)
                    .hasMessageContaining("did not respond (SSLHandshakeException: ")
                    .hasMessageContaining(trusted ? "127.0.0.1" : "PKIX")
                    .hasMessageNotContaining("/Panopto");
        }
    }

    /** One on a thread of its own. */
    private static final class Call {
        private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        private final Thread thread;

        Call(Runnable call) {
            thread =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    call.run();
                                } catch (RuntimeException e) {
                                    thrown.set(e);
                                }
                            });
        }

        @Nullable Throwable fault() throws InterruptedException {
            assertThat(thread.join(Patience.LIMIT)).isTrue();
            return thrown.get();
        }
    }

    private static PanoptoResponse get(PanoptoHttp http, ScriptedServer server) {
        return get(http, "http", server);
    }

    private static PanoptoResponse get(PanoptoHttp http, String scheme, ScriptedServer server) {
        return http.send(Method.GET, address(scheme, server), "Bearer t", null, "");
    }

    private static URI address(String scheme, ScriptedServer server) {
        return URI.create("%s://127.0.0.1:%d/Panopto/api".formatted(scheme, server.port()));
    }

    private static PanoptoHttp http(ScriptedServer server, Duration readTimeout) {
        return new PanoptoHttp(settings(server, readTimeout), null);
    }

    private static PanoptoSettings settings(ScriptedServer server, Duration readTimeout) {
        return new PanoptoSettings(
                URI.create("http://127.0.0.1:" + server.port()),
                new OAuth("client", "secret", new OAuth.Password("lecturer", "password")),
                new RateBudget(1000, 10_000, 10_000, 1),
                LONG,
                readTimeout,
                new RetryLimits(1, Duration.ofMillis(1), Duration.ofMillis(1)),
                PanoptoSettings.BREAKER_CALLS);
    }
}
