package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

@Order(1)
@Tag("full")
class WebhookIT {
    private static final String SECRET = "a secret of a receiver";
    private static final int UPLOADS = 4;
    private static final int EVENTS = 20;

    private final JsonMapper json = JsonMapper.builder().build();
    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final List<String> forged = new CopyOnWriteArrayList<>();
    private volatile int status = 204;

    private HttpServer receiver;

    @BeforeEach
    void receive() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::take);
        receiver.start();
    }

    @AfterEach
    void receiveNoMore() {
        receiver.stop(0);
    }

    @Test
    void every_final_event_comes_signed_and_in_order_although_receiver_and_gateway_fail(
            @TempDir Path directory) throws Exception {
        try (TestKafka kafka = TestKafka.in(directory)) {
            try (GatewayProcess gateway = start(directory, "1", kafka)) {
                awaitListening(kafka);
                status = 503;
                publish(kafka, 0, EVENTS / 2);
                GatewayProcess.await(() ->
                        gateway.get("/actuator/prometheus")
                                .body()
                                .lines()
                                .filter(line -> line.contains("webhook_events_total"))
                                .anyMatch(line ->
                                        line.contains("retried") && !line.endsWith(" 0.0")));
                gateway.process().kill9();
            }
            status = 204;
            publish(kafka, EVENTS / 2, EVENTS);
            try (GatewayProcess _ = start(directory, "2", kafka)) {
                GatewayProcess.await(() ->
                        IntStream.range(0, EVENTS)
                                .mapToObj(WebhookIT::eventId)
                                .allMatch(ids()::contains));
            }
        }
        assertThat(forged).isEmpty();
        for (String name : List.of("1", "2")) {
            assertThat(log(directory, name))
                    .as("what a gateway logs that was told to log everything")
                    .content()
                    .contains("DEBUG")
                    .doesNotContain(SECRET, "v1=");
        }
        for (int upload = 0; upload < UPLOADS; upload++) {
            assertThat(firsts("upload-" + upload)).as("upload %d", upload).isSorted();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"value", "length"})
    void a_damaged_batch_keeps_no_other_partition_from_the_receiver(
            String what, @TempDir Path directory) throws Exception {
        try (TestKafka kafka = TestKafka.in(directory)) {
            try (GatewayProcess _ = start(directory, "1", kafka)) {
                awaitListening(kafka);
            }
            kafka.publish(event(0, "lost", "damaged/0"));
            if (what.equals("value")) {
                kafka.flipLastValue(Topics.OUTCOMES, 0);
            } else {
                kafka.flipFirstLength(Topics.OUTCOMES, 0);
            }
            for (int partition = 1; partition < TestKafka.PARTITIONS; partition++) {
                kafka.publish(event(partition, "readable", "readable/" + partition));
            }
            try (GatewayProcess gateway = start(directory, "2", kafka)) {
                GatewayProcess.await(() ->
                        IntStream.range(1, TestKafka.PARTITIONS)
                                .allMatch(partition -> ids().contains("readable/" + partition)));
                GatewayProcess.await(() ->
                        gateway.process()
                                .outputSoFar()
                                .contains(Topics.OUTCOMES + "-0 cannot be read at offset"));
            }
        }
        assertThat(ids()).doesNotContain("damaged/0");
    }

    @Test
    void a_receiver_hears_of_a_partition_that_was_added_from_its_beginning(@TempDir Path directory)
            throws Exception {
        try (TestKafka kafka = TestKafka.in(directory)) {
            kafka.publish(event(0, "older", "older/0"));
            try (GatewayProcess _ = start(directory, "1", kafka)) {
                awaitListening(kafka);
            }
            kafka.addPartition(Topics.OUTCOMES);
            kafka.publish(event(TestKafka.PARTITIONS, "added", "added/0"));
            try (GatewayProcess _ = start(directory, "2", kafka)) {
                GatewayProcess.await(() -> ids().contains("added/0"));
            }
        }
        assertThat(ids()).as("what was there before the receiver").doesNotContain("older/0");
    }

    private GatewayProcess start(Path directory, String name, TestKafka kafka) {
        return GatewayProcess.start(
                        log(directory, name),
                        kafka.bootstrapServers(),
                        0,
                        "--gateway.webhook.url=http://127.0.0.1:"
                                + receiver.getAddress().getPort()
                                + "/",
                        "--gateway.webhook.secret=" + SECRET,
                        "--logging.level.root=DEBUG",
                        "--logging.level.org.apache.hc.client5.http=DEBUG")
                .awaitReady();
    }

    private static Path log(Path directory, String name) {
        return directory.resolve("gateway-" + name + ".log");
    }

    /** A new receiver hears of what ends from its first start on: waits for that. */
    private void awaitListening(TestKafka kafka) {
        int[] probe = {0};
        GatewayProcess.await(() -> {
            for (int partition = 0; partition < TestKafka.PARTITIONS; partition++) {
                kafka.publish(
                        event(
                                partition,
                                "probe-" + partition,
                                "probe/" + partition + "/" + probe[0]++));
            }
            return IntStream.range(0, TestKafka.PARTITIONS)
                    .allMatch(
                            each -> ids().stream().anyMatch(id -> id.startsWith("probe/" + each)));
        });
    }

    private static void publish(TestKafka kafka, int from, int to) throws Exception {
        for (int number = from; number < to; number++) {
            int upload = number % UPLOADS;
            kafka.publish(
                    event(upload % TestKafka.PARTITIONS, "upload-" + upload, eventId(number)));
        }
    }

    private static String eventId(int number) {
        return "event/%03d".formatted(number);
    }

    private static ProducerRecord<byte[], byte[]> event(int partition, String upload, String id) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        Topics.OUTCOMES,
                        partition,
                        upload.getBytes(UTF_8),
                        "{\"type\":\"completed\",\"requestId\":\"%s\"}"
                                .formatted(upload)
                                .getBytes(UTF_8));
        record.headers()
                .add("ce_specversion", "1.0".getBytes(UTF_8))
                .add("ce_id", id.getBytes(UTF_8))
                .add(CloudEvents.TYPE_HEADER, "panopto.upload.completed.v1".getBytes(UTF_8));
        return record;
    }

    private List<String> ids() {
        return received.stream().map(event -> event.path("id").asString()).toList();
    }

    /** Of each event of an upload the first time that it came. */
    private List<String> firsts(String upload) {
        List<String> ids = new ArrayList<>();
        for (JsonNode event : received) {
            String id = event.path("id").asString();
            if (event.at("/data/requestId").asString().equals(upload) && !ids.contains(id)) {
                ids.add(id);
            }
        }
        return ids;
    }

    private void take(HttpExchange call) throws IOException {
        byte[] body = call.getRequestBody().readAllBytes();
        String time = call.getRequestHeaders().getFirst("X-Timestamp");
        if (!signature(time, body).equals(call.getRequestHeaders().getFirst("X-Signature"))) {
            forged.add(new String(body, UTF_8));
        }
        int code = status;
        if (code < 300) {
            received.add(json.readTree(body));
        }
        call.sendResponseHeaders(code, -1);
        call.close();
    }

    private static String signature(String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(UTF_8));
            return "v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
