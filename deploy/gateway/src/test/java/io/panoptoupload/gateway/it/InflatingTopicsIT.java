package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.journal.JournalKey;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Records that take a few bytes of a topic each, since they say the same over and over, and far
 * more than a gateway of 192 MiB has if many of them are in its memory at once.
 */
@Tag("full")
class InflatingTopicsIT {
    @AutoClose private TestKafka kafka;
    private Path log;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        kafka = TestKafka.in(directory);
        log = directory.resolve("gateway.log");
    }

    @Test
    void what_the_gateway_follows_may_inflate() throws Exception {
        String request = "{\"description\":\"%s\"}".formatted("x".repeat(500_000));
        publish(
                1000,
                i ->
                        new ProducerRecord<>(
                                Topics.JOURNAL,
                                0,
                                new JournalKey.Request("a" + i).bytes(),
                                request.getBytes(UTF_8)));
        String event = "{\"extensions\":{\"x\":\"%s\"}}".formatted("x".repeat(16_000));
        publish(
                5000,
                i ->
                        new ProducerRecord<>(
                                Topics.OUTCOMES, 0, "a".getBytes(UTF_8), event.getBytes(UTF_8)));
        try (GatewayProcess gateway = GatewayProcess.start(log, kafka.bootstrapServers(), 0)) {
            gateway.awaitReady();
            GatewayProcess.await(() -> gateway.get("/api/v1/uploads").statusCode() == 200);
            assertThat(gateway.process().outputSoFar()).doesNotContain("OutOfMemoryError");
        }
    }

    @Test
    void dead_letters_may_inflate() throws Exception {
        byte[] letter = "x".repeat(4_500_000).getBytes(UTF_8);
        publish(150, i -> new ProducerRecord<>(Topics.DEAD_LETTER, 0, "a".getBytes(UTF_8), letter));
        try (GatewayProcess gateway = GatewayProcess.start(log, kafka.bootstrapServers(), 0)) {
            gateway.awaitReady();
            assertThat(gateway.get("/dead-letters").statusCode()).isEqualTo(200);
            assertThat(gateway.process().outputSoFar()).doesNotContain("OutOfMemoryError");
        }
    }

    private void publish(int number, IntFunction<ProducerRecord<byte[], byte[]>> record)
            throws Exception {
        kafka.publish(IntStream.range(0, number).mapToObj(record));
    }
}
