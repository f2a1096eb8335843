package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.request.HostileRecords;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Records in twenty-four partitions whose only purpose is to cost a worker of 192 MiB as much as
 * possible: as large as a request may be, or a few bytes of a compressed batch that inflates.
 * Between them are good ones.
 */
@Tag("full")
class HostileRecordsIT {
    private static final int PARTITIONS = 24;
    private static final int GOOD_AFTER_EACH = 24;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final List<HostileRecords.Hostile> KINDS = HostileRecords.of("hostile");

    @TempDir private Path directory;

    @Test
    void hostile_records_end_no_worker_and_keep_no_good_one_waiting() throws Exception {
        endNoWorker(250);
    }

    @Test
    @Tag("soak")
    void a_thousand_hostile_records_end_no_worker_either() throws Exception {
        endNoWorker(1000);
    }

    private void endNoWorker(int hostile) throws Exception {
        try (TestEnvironment environment = new TestEnvironment(directory)) {
            createRequests(environment);
            List<String> good = new ArrayList<>();
            publish(environment, "none", hostile / 2, i -> KINDS.get(i % KINDS.size()));
            publishGood(environment, good);
            publish(environment, "none", hostile / 5, _ -> kind("streams of {}"));
            publishGood(environment, good);
            publish(environment, "gzip", hostile / 10, _ -> kind("streams of {}"));
            publishGood(environment, good);
            publish(environment, "zstd", hostile / 10, _ -> kind("more than is read"));
            publishGood(environment, good);
            publish(environment, "zstd", hostile / 10, _ -> kind("nothing but ' '"));
            publishGood(environment, good);

            Instant began = Instant.now();
            WorkerProcess worker = environment.worker("--worker.topics.partitions=" + PARTITIONS);
            good.addAll(publishLast(environment));
            good.forEach(id -> awaitCompleted(environment, worker, id));
            System.out.printf(
                    "%d hostile records, %.0f of them rejected, and %d good ones in %s%n",
                    hostile, rejected(worker), good.size(), Duration.between(began, Instant.now()));
            assertThat(rejected(worker))
                    .as("and the others are legal")
                    .isBetween(0.95 * hostile, 1.0 * hostile);
            assertThat(worker.process().isAlive()).isTrue();
            assertThat(worker.log()).doesNotContain("OutOfMemoryError");
        }
    }

    /** As the worker would; a backlog waits for it. */
    private static void createRequests(TestEnvironment environment) throws Exception {
        NewTopic topic =
                new NewTopic(Topics.REQUESTS, PARTITIONS, (short) 1)
                        .configs(Map.of("max.message.bytes", Integer.toString(4 * 1024 * 1024)));
        try (Admin admin = environment.clients().admin()) {
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    /** Each partition gets several in a row: where they are compressed they share a batch. */
    private static void publish(
            TestEnvironment environment,
            String compression,
            int number,
            IntFunction<HostileRecords.Hostile> kinds) {
        Map<String, Object> settings =
                Map.of(
                        "compression.type",
                        compression,
                        "max.request.size",
                        16 * 1024 * 1024,
                        "batch.size",
                        16 * 1024 * 1024,
                        "buffer.memory",
                        64L * 1024 * 1024,
                        "linger.ms",
                        200);
        int inARow = Math.ceilDiv(number, PARTITIONS);
        try (KafkaProducer<byte[], byte[]> producer =
                Requests.producer(environment.broker().bootstrapServers(), settings)) {
            for (int i = 0; i < number; i++) {
                ProducerRecord<byte[], byte[]> sent = kinds.apply(i).sent();
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        Topics.REQUESTS,
                                        i / inARow,
                                        sent.key(),
                                        sent.value(),
                                        sent.headers()));
            }
        }
    }

    private static HostileRecords.Hostile kind(String name) {
        return KINDS.stream().filter(each -> each.kind().equals(name)).findFirst().orElseThrow();
    }

    private static void publishGood(TestEnvironment environment, List<String> ids) {
        for (int i = 0; i < GOOD_AFTER_EACH; i++) {
            String id = "good-" + ids.size();
            ids.add(id);
            environment.requests().publish(Requests.small(environment, id));
        }
    }

    /** One at the end of each partition: once it is taken in, all before it are decided. */
    private static List<String> publishLast(TestEnvironment environment) {
        List<String> ids = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            String id = "last-" + partition;
            ids.add(id);
            environment.requests().publish(Requests.small(environment, id), partition, id);
        }
        return ids;
    }

    private static void awaitCompleted(
            TestEnvironment environment, WorkerProcess worker, String id) {
        Awaitility.await(id)
                .atMost(PATIENCE)
                .until(() -> {
                    assertThat(worker.process().isAlive()).as(environment.lastWords()).isTrue();
                    return environment.outcomes().of(id).stream()
                            .anyMatch(OutcomeEvent.Completed.class::isInstance);
                });
    }

    private static double rejected(WorkerProcess worker) {
        return Scrape.of(worker.metrics()).named("panopto_upload_rejected_total").stream()
                .mapToDouble(Scrape.Sample::value)
                .sum();
    }
}
