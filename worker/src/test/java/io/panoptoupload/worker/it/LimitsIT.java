package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.operator.CommandHere;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Records that are larger than topics take, and topics that change under a running worker. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsIT {
    private static final int WAITING = 20;

    private TestEnvironment environment;
    private WorkerProcess worker;
    private Admin admin;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        environment = new TestEnvironment(directory);
        worker =
                environment.worker(
                        "--spring.kafka.consumer.properties.metadata.max.age.ms=1000",
                        "--worker.waiting-jobs=" + WAITING);
        admin = environment.clients().admin();
    }

    @AfterAll
    void stop() throws IOException {
        admin.close(Duration.ofSeconds(1));
        environment.close();
    }

    @Test
    void a_record_that_its_dead_letters_topic_does_not_take_holds_up_nothing() throws Exception {
        limitDeadLetters(20_000);
        byte[] large = ("{\"requestId\": \"large\", " + incompressible(100_000)).getBytes(UTF_8);
        environment
                .requests()
                .publish(new ProducerRecord<>(Topics.REQUESTS, 0, "large".getBytes(UTF_8), large));
        byte[] wordy = ("{\"requestId\": \"wordy\", " + "y".repeat(100_000)).getBytes(UTF_8);
        environment
                .requests()
                .publish(new ProducerRecord<>(Topics.REQUESTS, 0, "wordy".getBytes(UTF_8), wordy));
        UploadRequest behind = request("behind");
        environment.requests().publish(behind, 0, behind.requestId());

        assertThat(environment.outcomes().awaitEnd("large"))
                .isInstanceOf(OutcomeEvent.Rejected.class);
        environment.outcomes().awaitCompleted("behind");
        List<ConsumerRecord<byte[], byte[]>> letters = new DeadLetters(environment.clients()).all();
        assertThat(letters)
                .filteredOn(letter -> letter.value() == null)
                .singleElement()
                .satisfies(letter -> {
                    assertThat(new String(letter.key(), UTF_8)).isEqualTo("large");
                    assertThat(new String(letter.headers().lastHeader("reason").value(), UTF_8))
                            .contains(" of partition 0 of " + Topics.REQUESTS);
                });
        assertThat(letters)
                .as("what is compressed fits")
                .anySatisfy(letter -> assertThat(letter.value()).isEqualTo(wordy));
        assertThat(worker.metrics())
                .contains("panopto_upload_fenced_total{application=\"panopto-upload-worker\"} 0.0");
    }

    /** What the worker writes is compressed, and a topic's limit is one of compressed batches. */
    private static String incompressible(int characters) {
        byte[] random = new byte[characters];
        new Random(1).nextBytes(random);
        return Base64.getEncoder().encodeToString(random).substring(0, characters);
    }

    @Test
    void requests_in_partitions_that_were_added_while_a_worker_runs_find_their_home()
            throws Exception {
        admin.createPartitions(Map.of(Topics.REQUESTS, NewPartitions.increaseTo(6))).all().get();
        UploadRequest added = request("added-partition");
        Awaitility.await("a producer that knows the new partition")
                .ignoreExceptions()
                .untilAsserted(() -> publishPlainly(added, 5));
        environment.outcomes().awaitCompleted("added-partition");
        UploadRequest again = request("added-partition");
        publishPlainly(again, 4);
        Awaitility.await("the completed event, published again")
                .until(() ->
                        environment.outcomes().of("added-partition").stream()
                                        .filter(OutcomeEvent.Completed.class::isInstance)
                                        .count()
                                == 2);
        environment.outcomes().assertExact("added-partition");
    }

    @Test
    void jobs_for_a_far_day_stop_nobody_and_too_many_of_them_are_seen() {
        for (int i = 0; i < WAITING; i++) {
            environment.requests().publish(later("later-" + i));
            environment.outcomes().await("later-" + i, OutcomeEvent.Accepted.class::isInstance);
        }
        UploadRequest due = request("due");
        environment.requests().publish(due);
        environment.outcomes().awaitCompleted("due");
        assertThat(longestWait()).isZero();

        environment.requests().publish(later("one-too-many"));
        Awaitility.await("the partition waits").until(() -> longestWait() > 0);
        Awaitility.await("the wait is recorded")
                .untilAsserted(() ->
                        assertThat(status().err())
                                .contains(
                                        "partition %d has taken in no request"
                                                .formatted(home("one-too-many")),
                                        "worker.waiting-jobs"));
        String elsewhere =
                IntStream.range(0, WAITING)
                        .mapToObj(i -> "later-" + i)
                        .filter(id -> home(id) != home("one-too-many"))
                        .findFirst()
                        .orElseThrow();
        environment.requests().publish(UploadRequest.cancel(elsewhere, "there is no room"));
        environment.outcomes().await("one-too-many", OutcomeEvent.Accepted.class::isInstance);
        Awaitility.await("the partition goes on").until(() -> longestWait() == 0);
        assertThat(status().err()).isEmpty();
    }

    private double longestWait() {
        return Scrape.of(worker.metrics()).named("panopto_upload_intake_waiting_seconds").stream()
                .mapToDouble(Scrape.Sample::value)
                .max()
                .orElseThrow();
    }

    private CommandHere.Result status() {
        return Shell.here(
                "status",
                "--spring.kafka.bootstrap-servers=" + environment.broker().bootstrapServers());
    }

    private static int home(String id) {
        return new HomePartition(4).of(id);
    }

    private UploadRequest later(String id) {
        return Requests.builder(id, environment.captures().resolve("later.mp4"))
                .options(
                        new Options(Priority.NORMAL, Instant.now().plus(Duration.ofDays(30)), null))
                .build();
    }

    private void limitDeadLetters(int bytes) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.DEAD_LETTER);
        AlterConfigOp limit =
                new AlterConfigOp(
                        new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                        AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get();
    }

    /** With a producer that refreshes the topic's partitions. */
    private void publishPlainly(UploadRequest request, int partition) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                Requests.producer(
                        environment.broker().bootstrapServers(), Map.of("max.block.ms", 5000))) {
            producer.send(Requests.record(request, partition, request.requestId())).get();
        }
    }

    private UploadRequest request(String id) {
        return Requests.small(environment, id);
    }
}
