package io.panoptoupload.worker.panopto;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.wire.ScriptedServer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class UnreadableHeadsTest {
    private static final int CALLS = 5;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "HTTP/1.1 n00 OK\r\nContent-Length: 2",
                "HTTP/1.1 200 OK\r\nA b<c: 1\r\nContent-Length: 2",
                "HTTP/1.1 200 OK\r\nContent-Length: two"
            })
    void leave_no_connection_open_and_the_next_call_works(String head) throws Exception {
        AtomicInteger ended = new AtomicInteger();
        ScriptedServer.Script script =
                (with, number) -> {
                    String _ = with.head();
                    with.say(
                            number > CALLS
                                    ? "HTTP/1.1 204 Done\r\nContent-Length: 0\r\n\r\n"
                                    : head + "\r\n\r\n{}");
                    with.listen();
                    ended.incrementAndGet();
                };
        try (ScriptedServer server = new ScriptedServer(null, script);
                PanoptoHttp http = new PanoptoHttp(settings(server.port()), null)) {
            for (int i = 0; i < CALLS; i++) {
                assertThatThrownBy(() -> get(http, server.port()))
                        .isInstanceOf(TransientFault.class);
            }
            await().atMost(Patience.LIMIT).until(() -> ended.get() == CALLS);

            PanoptoResponse _ = get(http, server.port());
        }
    }

    private static PanoptoResponse get(PanoptoHttp http, int port) {
        URI address = URI.create("http://127.0.0.1:" + port + "/Panopto/api/v1/folders");
        return http.send(HttpMethod.GET, address, "Bearer t", null, "");
    }

    private static PanoptoSettings settings(int port) {
        return new PanoptoSettings(
                URI.create("http://127.0.0.1:" + port),
                new OAuth("client", "secret", new OAuth.Password("lecturer", "password")),
                new RateBudget(1000, 10_000, 10_000, 1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                new RetryLimits(1, Duration.ofMillis(1), Duration.ofMillis(1)),
                PanoptoSettings.BREAKER_CALLS);
    }
}
