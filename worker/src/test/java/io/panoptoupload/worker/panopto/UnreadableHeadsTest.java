package io.panoptoupload.worker.panopto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.wire.ScriptedServer;

import org.apache.hc.core5.http.Method;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

class UnreadableHeadsTest {
    private static final int CALLS = 5;
    private static final String NO_CONTENT = "HTTP/1.1 204 Done\r\nContent-Length: 0\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "HTTP/1.1 n00 OK\r\nContent-Length: 2",
                "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 2",
                "HTTP/1.1 200 OK\r\nContent-Length: two"
            })
    void leave_no_connection_open_and_the_next_call_works(String head) throws Exception {
        AtomicInteger ended = new AtomicInteger();
        ScriptedServer.Script script =
                (with, number) -> {
                    String _ = with.head();
                    with.say(number > CALLS ? NO_CONTENT : head + "\r\n\r\n{}");
                    try {
                        with.listen();
                    } finally {
                        ended.incrementAndGet();
                    }
                };
        try (ScriptedServer server = new ScriptedServer(null, script);
                PanoptoHttp http = new PanoptoHttp(settings(server.port()), null)) {
            for (int i = 0; i < CALLS; i++) {
                assertThatThrownBy(() -> get(http, server.port()))
                        .isInstanceOf(TransientFault.class);
            }
            Awaitility.await().atMost(Patience.LIMIT).until(() -> ended.get() == CALLS);

            PanoptoResponse _ = get(http, server.port());
        }
    }

    @Test
    void let_a_call_that_is_under_way_come_to_its_end() throws Exception {
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch unreadable = new CountDownLatch(1);
        ScriptedServer.Script script =
                (with, number) -> {
                    String _ = with.head();
                    if (number == 1) {
                        underWay.countDown();
                        await(unreadable);
                    }
                    with.say(number == 1 ? NO_CONTENT : "garbage\r\n\r\n");
                };
        try (ScriptedServer server = new ScriptedServer(null, script);
                PanoptoHttp http = new PanoptoHttp(settings(server.port()), null);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<PanoptoResponse> slow = callers.submit(() -> get(http, server.port()));
            await(underWay);
            assertThatThrownBy(() -> get(http, server.port())).isInstanceOf(TransientFault.class);
            unreadable.countDown();

            assertThat(slow.get().status()).isEqualTo(204);
        }
    }

    private static void await(CountDownLatch latch) {
        Awaitility.await().atMost(Patience.LIMIT).until(() -> latch.getCount() == 0);
    }

    private static PanoptoResponse get(PanoptoHttp http, int port) {
        URI address = URI.create("http://127.0.0.1:" + port + "/Panopto/api/v1/folders");
        return http.send(Method.GET, address, "Bearer t", null, "");
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
