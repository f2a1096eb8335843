package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Batches that were damaged on a broker's disk, in what the gateway follows. */
@Tag("full")
class BrokenTopicsIT {
    private final JournalJson json = new JournalJson(JsonMapper.builder().build());
    @AutoClose private TestKafka kafka;
    private Path log;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        kafka = TestKafka.in(directory);
        log = directory.resolve("gateway.log");
    }

    @Test
    void a_partition_that_cannot_be_read_is_named_and_all_others_go_on() throws Exception {
        for (int i = 0; i < 2; i++) {
            publish(0, "worker.open-jobs");
            kafka.publish(event(0, i));
        }
        kafka.flipLastValue(Topics.JOURNAL, 0);
        kafka.flipLastValue(Topics.OUTCOMES, 0);
        try (GatewayProcess gateway = GatewayProcess.start(log, kafka.bootstrapServers(), 0)) {
            gateway.awaitReady();
            for (String topic : List.of(Topics.JOURNAL, Topics.OUTCOMES)) {
                String place = "%s-0 cannot be read at offset 1".formatted(topic);
                GatewayProcess.await(() ->
                        gateway.get("/workers").body().contains(place)
                                && gateway.get("/").body().contains(place));
                assertThat(gateway.get("/actuator/health/readiness").body())
                        .contains("\"UP\"", place, "Let another replica lead");
            }
            assertThat(gateway.get("/workers").body())
                    .doesNotContain("All partitions make progress");
            assertThat(gateway.metrics())
                    .contains("panopto_gateway_view_unreadable_partitions 2.0");

            String upload = idOfPartition(0);
            gateway.post("/api/v1/uploads", lecture(upload));
            assertThat(gateway.get("/api/v1/uploads/" + upload).body())
                    .contains("\"state\":\"waiting\"");
            assertThat(gateway.get("/upload?id=" + upload).statusCode()).isEqualTo(200);

            publish(1, "worker.waiting-jobs");
            try (Consumer<byte[], byte[]> member = kafka.member("room-5")) {
                GatewayProcess.await(() -> {
                    member.poll(Duration.ofMillis(200));
                    return gateway.get("/workers")
                            .body()
                            .contains("since worker.waiting-jobs is reached");
                });
            }
            CompletableFuture<List<GatewayProcess.Sent>> heard =
                    CompletableFuture.supplyAsync(() -> listen(gateway));
            GatewayProcess.await(() -> {
                kafka.publish(event(1, 7));
                return heard.isDone();
            });
            assertThat(heard.get()).first().asString().contains("\"n\":7");
        }
    }

    @Test
    void one_of_which_no_partition_can_be_read_is_named_once_and_followed_when_that_ends()
            throws Exception {
        for (int partition = 0; partition < TestKafka.PARTITIONS; partition++) {
            kafka.publish(event(partition, 0));
            kafka.flipLastValue(Topics.OUTCOMES, partition);
        }
        try (GatewayProcess gateway = GatewayProcess.start(log, kafka.bootstrapServers(), 0)) {
            gateway.awaitReady();
            awaitUnreadable(gateway, TestKafka.PARTITIONS);
            assertThat(gateway.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertThat(gateway.process().outputSoFar().lines())
                    .filteredOn(line -> line.contains(" ERROR ") || line.contains("starts again"))
                    .hasSize(TestKafka.PARTITIONS);

            kafka.flipLastValue(Topics.OUTCOMES, 0);
            kafka.deleteRecords(Topics.OUTCOMES, 1, 1);
            awaitUnreadable(gateway, TestKafka.PARTITIONS - 2);
        }
    }

    @Test
    void one_of_which_the_broker_hands_out_nothing_is_named_and_followed_when_that_ends()
            throws Exception {
        kafka.publish(event(0, 0));
        kafka.flipFirstLength(Topics.OUTCOMES, 0);
        try (GatewayProcess gateway = GatewayProcess.start(log, kafka.bootstrapServers(), 0)) {
            awaitUnreadable(gateway, 1);
            assertThat(gateway.get("/").body())
                    .contains(Topics.OUTCOMES + "-0 cannot be read at offset 0 (the broker");
            kafka.flipFirstLength(Topics.OUTCOMES, 0);
            awaitUnreadable(gateway, 0);
        }
    }

    @Test
    void an_upload_is_shown_without_its_events_while_their_topic_is_absent() throws Exception {
        kafka.deleteTopic(Topics.OUTCOMES);
        try (GatewayProcess gateway = GatewayProcess.start(log, kafka.bootstrapServers(), 0)) {
            gateway.awaitAlive();
            GatewayProcess.await(
                    () -> gateway.post("/api/v1/uploads", lecture("a")).statusCode() == 202);
            GatewayProcess.await(() -> gateway.get("/api/v1/uploads/a").statusCode() == 200);
            assertThat(gateway.get("/api/v1/uploads/a").body())
                    .contains("\"state\":\"waiting\"", "\"eventsComplete\":false");
            assertThat(gateway.get("/upload?id=a").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void dead_letters_that_the_broker_does_not_hand_out_are_named_on_their_page() throws Exception {
        kafka.publish(
                new ProducerRecord<>(
                        Topics.DEAD_LETTER, 0, "id".getBytes(UTF_8), "{}".getBytes(UTF_8)));
        kafka.flipFirstLength(Topics.DEAD_LETTER, 0);
        try (GatewayProcess gateway = GatewayProcess.start(log, kafka.bootstrapServers(), 0)) {
            gateway.awaitReady();
            String place = Topics.DEAD_LETTER + "-0 cannot be read at offset 0";
            GatewayProcess.await(() -> gateway.get("/dead-letters").body().contains(place));
        }
    }

    private static void awaitUnreadable(GatewayProcess gateway, int partitions) {
        String metric = "panopto_gateway_view_unreadable_partitions " + partitions + ".0";
        GatewayProcess.await(() -> gateway.metrics().contains(metric));
    }

    private static String lecture(String id) {
        return """
        {"requestId":"%s","folderId":"00000000-0000-0000-0000-000000000001",
         "title":"Week 12","streams":[{"source":{"uri":"file:///captures/a.mp4"}}]}\
        """
                .formatted(id);
    }

    private static String idOfPartition(int partition) {
        HomePartition home = new HomePartition(TestKafka.PARTITIONS);
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "upload-" + i)
                .filter(id -> home.of(id) == partition)
                .findFirst()
                .orElseThrow();
    }

    private static List<GatewayProcess.Sent> listen(GatewayProcess gateway) {
        try {
            return gateway.listen("/api/v1/events", "", 1);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void publish(int partition, String limit) throws Exception {
        InputPosition position =
                InputPosition.at(0, TestKafka.PARTITIONS, new TopicIds("r", "o", "j", "d"))
                        .waiting(new InputPosition.Waits(Instant.now(), limit));
        kafka.publish(
                new ProducerRecord<>(
                        Topics.JOURNAL,
                        partition,
                        new JournalKey.Position().bytes(),
                        json.of(position)));
    }

    private static ProducerRecord<byte[], byte[]> event(int partition, int number) {
        return new ProducerRecord<>(
                Topics.OUTCOMES,
                partition,
                "id".getBytes(UTF_8),
                "{\"type\":\"finalised\",\"requestId\":\"id\",\"n\":%d}"
                        .formatted(number)
                        .getBytes(UTF_8));
    }
}
