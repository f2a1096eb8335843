package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Listeners that are too many, or too slow. */
@Tag("full")
class ListenersIT {
    private static final int LISTENERS = 2;

    /** Together more than a gateway holds for one who does not read, and than sockets do. */
    private static final int EVENTS = 120;

    private static final int EVENT_BYTES = 500_000;

    @Test
    void slow_and_surplus_listeners_are_disconnected_and_counted(@TempDir Path directory)
            throws Exception {
        try (TestKafka kafka = TestKafka.in(directory);
                GatewayProcess gateway =
                        GatewayProcess.start(
                                        directory.resolve("gateway.log"),
                                        kafka.bootstrapServers(),
                                        0,
                                        "--gateway.max-listeners=" + LISTENERS)
                                .awaitReady();
                InputStream events = gateway.open("/api/v1/events");
                Socket slow = listenWithoutReading(gateway.at("/api/v1/events"))) {
            AtomicInteger heard = new AtomicInteger();
            AtomicReference<String> beginning = new AtomicReference<>("");
            Thread.ofVirtual().start(() -> count(events, beginning, heard));
            awaitMetric(gateway, "panopto_gateway_listeners " + LISTENERS + ".0");

            HttpResponse<String> refused = gateway.get("/api/v1/events");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(gateway.metrics()).contains("panopto_gateway_listeners_refused_total 1.0");

            for (int number = 0; number < EVENTS; number++) {
                kafka.publish(event(number));
            }
            awaitMetric(gateway, "panopto_gateway_listeners_cut_total{reason=slow} 1.0");
            GatewayProcess.await(() -> heard.get() == EVENTS);
            assertThat(gateway.metrics())
                    .as("the other one is there still, and the place of the slow one is free")
                    .contains(
                            "panopto_gateway_listeners 1.0",
                            "panopto_gateway_listeners_refused_total 1.0");
            assertThat(slow.isConnected()).isTrue();
            assertThat(gateway.listen("/api/v1/events", beginning.get(), EVENTS))
                    .as("who comes back gets what is older than what is held in memory")
                    .extracting(GatewayProcess.Sent::data)
                    .doesNotHaveDuplicates();
            try (InputStream _ = gateway.open("/api/v1/events")) {
                awaitMetric(gateway, "panopto_gateway_listeners " + LISTENERS + ".0");
            }
        }
    }

    private static Socket listenWithoutReading(URI address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        socket.getOutputStream()
                .write(
                        "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .formatted(address.getPath())
                                .getBytes(ISO_8859_1));
        return socket;
    }

    private static void count(
            InputStream events, AtomicReference<String> beginning, AtomicInteger heard) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events, UTF_8))) {
            lines.lines()
                    .peek(line -> {
                        if (line.startsWith("id: ")) {
                            beginning.compareAndSet("", line.substring("id: ".length()));
                        }
                    })
                    .filter(line -> line.startsWith("data: "))
                    .forEach(_ -> heard.incrementAndGet());
        } catch (IOException | UncheckedIOException e) {
            // the test has ended
        }
    }

    private static void awaitMetric(GatewayProcess gateway, String metric) {
        Awaitility.await()
                .atMost(GatewayProcess.LIMIT)
                .untilAsserted(() -> assertThat(gateway.metrics()).contains(metric));
    }

    private static ProducerRecord<byte[], byte[]> event(int number) {
        return new ProducerRecord<>(
                Topics.OUTCOMES,
                ("id-" + number).getBytes(UTF_8),
                "{\"type\":\"processing\",\"requestId\":\"id-%d\",\"panoptoMessage\":\"%s\"}"
                        .formatted(number, "x".repeat(EVENT_BYTES))
                        .getBytes(UTF_8));
    }
}
