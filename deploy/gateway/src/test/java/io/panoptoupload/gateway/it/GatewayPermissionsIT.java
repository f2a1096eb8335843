package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;

import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.permission.LeastPermissions;
import io.panoptoupload.worker.permission.Permission;
import io.panoptoupload.worker.topics.TopicSettings;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What {@code docs/security.md} lists as the gateway's least is enough for all that it does. */
@Tag("full")
class GatewayPermissionsIT {
    private static final String GROUP = "panopto-upload-worker";
    private static final String WEBHOOK_GROUP = "panopto-upload-webhook";
    private static final String LECTURE =
            """
            {"requestId":"least","folderId":"00000000-0000-0000-0000-000000000001",
             "title":"Week 12","streams":[{"source":{"uri":"file:///captures/a.mp4"}}]}\
            """;

    private final List<String> received = new CopyOnWriteArrayList<>();

    @Test
    void a_gateway_does_all_its_work_with_the_least(@TempDir Path directory) throws Exception {
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                call -> {
                    received.add(new String(call.getRequestBody().readAllBytes(), UTF_8));
                    call.sendResponseHeaders(204, -1);
                    call.close();
                });
        receiver.start();
        int port = FreePorts.next();
        try (TestKafka kafka = TestKafka.permitting(least(), port, directory);
                GatewayProcess gateway = gateway(directory, port, receiver).awaitReady()) {
            assertThat(gateway.post("/api/v1/uploads", LECTURE).statusCode()).isEqualTo(202);
            assertThat(gateway.get("/").body()).contains("Week 12");
            assertThat(gateway.post("/api/v1/uploads/least/cancel", "{}").statusCode())
                    .isEqualTo(202);
            GatewayProcess.await(() -> {
                kafka.publish(ended());
                return received.stream().anyMatch(event -> event.contains("\"least\""));
            });
            assertThat(gateway.listen("/api/v1/uploads/least/events", "", 1))
                    .extracting(GatewayProcess.Sent::data)
                    .containsExactly("{\"type\":\"completed\",\"requestId\":\"least\"}");
            GatewayProcess.await(() -> gateway.get("/workers").body().contains("No worker runs."));
            kafka.publish(
                    new ProducerRecord<>(
                            Topics.DEAD_LETTER, "letter".getBytes(UTF_8), "{".getBytes(UTF_8)));
            assertThat(gateway.get("/dead-letters").body()).contains("letter");
            try (Visitor operator = new Visitor(gateway)) {
                assertThat(operator.submit("/dead-letters/replay", "Publish them again").body())
                        .contains("1 dead letter(s) published again");
            }
            assertThat(kafka.requests()).hasSize(3);
            assertThat(gateway.process().outputSoFar()).doesNotContain("uthorization", "ERROR");
        } finally {
            receiver.stop(0);
        }
    }

    private static List<Permission> least() {
        TopicSettings topics =
                new TopicSettings(
                        Topics.REQUESTS,
                        Topics.OUTCOMES,
                        Topics.JOURNAL,
                        Topics.DEAD_LETTER,
                        false,
                        TestKafka.PARTITIONS,
                        (short) 1,
                        Duration.ofDays(7));
        return Stream.concat(
                        new LeastPermissions(topics, GROUP)
                                .of(LeastPermissions.Task.GATEWAY).stream(),
                        Stream.of(
                                new Permission(
                                        AclOperation.READ,
                                        new ResourcePattern(
                                                ResourceType.GROUP,
                                                WEBHOOK_GROUP,
                                                PatternType.LITERAL))))
                .toList();
    }

    private static GatewayProcess gateway(Path directory, int port, HttpServer receiver) {
        return GatewayProcess.start(
                directory.resolve("gateway.log"),
                "127.0.0.1:" + port,
                0,
                "--spring.kafka.security.protocol=SASL_PLAINTEXT",
                "--spring.kafka.properties.sasl.mechanism=PLAIN",
                "--spring.kafka.properties.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"gateway\" password=\"secret\";",
                "--gateway.webhook.url=http://127.0.0.1:" + receiver.getAddress().getPort() + "/",
                "--gateway.webhook.secret=c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0",
                "--gateway.webhook.group-id=" + WEBHOOK_GROUP);
    }

    private static ProducerRecord<byte[], byte[]> ended() {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        Topics.OUTCOMES,
                        "least".getBytes(UTF_8),
                        "{\"type\":\"completed\",\"requestId\":\"least\"}".getBytes(UTF_8));
        record.headers()
                .add("ce_specversion", "1.0".getBytes(UTF_8))
                .add("ce_id", "least/1/1".getBytes(UTF_8))
                .add(CloudEvents.TYPE_HEADER, "panopto.upload.completed.v1".getBytes(UTF_8));
        return record;
    }
}
