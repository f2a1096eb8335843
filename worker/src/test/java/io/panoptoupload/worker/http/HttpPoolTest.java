package io.panoptoupload.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.util.TimeValue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.FutureTask;

class HttpPoolTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void a_connection_that_nobody_uses_again_is_closed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpPool pool = pool(TimeValue.ofMilliseconds(200))) {
            FutureTask<String> end = new FutureTask<>(() -> respondOnce(server));
            Thread.ofVirtual().start(end);
            HttpGet request = new HttpGet("http://localhost:%d/".formatted(server.getLocalPort()));
            assertThat(pool.execute(request).getCode()).isEqualTo(204);
            Awaitility.await("the end of the connection").until(end::isDone);
            assertThat(end.get()).as("what comes after the request").isNull();
        }
    }

    private static HttpPool pool(TimeValue idle) {
        return new HttpPool(null, 1, LONG, LONG, SystemDefaultDnsResolver.INSTANCE, idle);
    }

    /** Returns the first line of another request; null when the client closes the connection. */
    private static String respondOnce(ServerSocket server) throws Exception {
        try (Socket socket = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            while (!in.readLine().isEmpty()) {
                // the head, to its end
            }
            socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1));
            return in.readLine();
        }
    }
}
