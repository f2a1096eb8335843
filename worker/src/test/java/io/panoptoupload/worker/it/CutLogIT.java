package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Partitions that lose records at either end. An unclean leader election lets a leader go on that
 * does not have the latest ones; here the only broker is killed, and its log is cut off.
 */
@Tag("full")
class CutLogIT {
    private static final int PARTITIONS = 4;
    private static final int BEFORE = 24;
    private static final int AFTER = 40;
    private static final TopicPartition BEYOND = new TopicPartition(Topics.REQUESTS, PARTITIONS);
    private static final Duration LIMIT = Patience.LIMIT;

    private Path broker;
    private TestEnvironment environment;
    private Admin admin;
    private SmallLectures lectures;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        environment = TestEnvironment.alone(directory, _ -> {});
        lectures = new SmallLectures(environment);
        broker = directory.resolve("broker");
        admin = environment.clients().admin();
    }

    @AfterEach
    void stop() throws Exception {
        admin.close(Duration.ofSeconds(1));
        environment.close();
        lectures.assertNothingWasDoneTwice();
    }

    @Test
    void requests_that_take_the_place_of_others_are_taken_in() throws Exception {
        WorkerProcess running = environment.worker();
        lectures.complete("before", BEFORE);
        cut(Topics.REQUESTS, BEFORE / PARTITIONS / 2);
        lectures.complete("running", AFTER);
        assertThat(running.log()).contains("lost requests that were taken in up to offset");

        running.stop();
        cut(Topics.REQUESTS, AFTER / PARTITIONS / 2);
        lectures.publish("stopped", AFTER);
        WorkerProcess next = environment.worker();
        lectures.awaitCompleted("stopped", AFTER);
        assertThat(next.log()).contains("lost requests that were taken in up to offset");
    }

    @Test
    void requests_that_take_the_place_of_others_are_forwarded() throws Exception {
        WorkerProcess running =
                environment.worker("--spring.kafka.consumer.properties.metadata.max.age.ms=1000");
        admin.createPartitions(Map.of(Topics.REQUESTS, NewPartitions.increaseTo(PARTITIONS + 1)))
                .all()
                .get();
        publishBeyond("before", BEFORE);
        lectures.awaitCompleted("before", BEFORE);
        cut(List.of(BEYOND), BEFORE / 2);
        publishBeyond("running", AFTER);
        lectures.awaitCompleted("running", AFTER);
        assertThat(running.log()).contains("lost requests that were taken in up to offset");

        running.stop();
        cut(List.of(BEYOND), AFTER / 2);
        publishBeyond("stopped", AFTER);
        WorkerProcess next = environment.worker();
        lectures.awaitCompleted("stopped", AFTER);
        assertThat(next.log()).contains("lost requests that were taken in up to offset");
    }

    private void publishBeyond(String prefix, int count) {
        Path file = TestFiles.write(environment.captures(), prefix + ".mp4", 1000, 7);
        for (int i = 0; i < count; i++) {
            UploadRequest request = Requests.of(prefix + "-" + i, file);
            Awaitility.await("a producer that knows the partition")
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            environment
                                    .requests()
                                    .publish(request, PARTITIONS, request.requestId()));
        }
    }

    @Test
    void a_journal_that_lost_its_end_is_not_gone_on_with() throws Exception {
        WorkerProcess first = environment.worker();
        lectures.complete("in-the-journal", BEFORE);
        first.stop();
        cut(Topics.JOURNAL, 0);
        awaitRefusal(environment.startWorker());
    }

    @Test
    void a_journal_that_loses_its_end_while_it_is_written_is_refused() throws Exception {
        WorkerProcess first = environment.worker();
        lectures.complete("in-the-journal", BEFORE);
        cut(Topics.JOURNAL, 0);
        lectures.publish("not-accepted", AFTER);
        awaitRefusal(first);
        assertThat(first.log()).contains("lost records: it was written up to offset");
        first.stop();
        awaitRefusal(environment.startWorker());
    }

    /** Of all partitions. */
    private static void awaitRefusal(WorkerProcess worker) {
        Awaitility.await("the reason")
                .atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(worker.readiness().split("latest records are lost", -1))
                                .hasSize(PARTITIONS + 1));
    }

    @Test
    void requests_that_kafka_deleted_before_they_were_taken_in_are_reported() throws Exception {
        WorkerProcess first = environment.worker();
        lectures.complete("before", BEFORE);
        first.stop();
        lectures.publish("deleted", BEFORE);
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        for (TopicPartition each : partitions(Topics.REQUESTS)) {
            all.put(each, RecordsToDelete.beforeOffset(end(each)));
        }
        admin.deleteRecords(all).all().get();
        lectures.publish("kept", AFTER);
        WorkerProcess next = environment.worker();
        lectures.awaitCompleted("kept", AFTER);
        assertThat(next.log()).contains("were deleted by Kafka before they were taken in");
        assertThat(next.metrics())
                .contains(
                        "panopto_upload_requests_lost_total{application=\"panopto-upload-worker\"} "
                                + BEFORE
                                + ".0");
    }

    /** Takes the second half of each partition's batches off its log. */
    private void cut(String topic, int atLeast) throws Exception {
        cut(partitions(topic), atLeast);
    }

    private void cut(List<TopicPartition> partitions, int atLeast) throws Exception {
        environment.broker().kill9();
        for (TopicPartition each : partitions) {
            LogFile log = LogFile.of(broker, each.topic(), each.partition());
            List<LogFile.Batch> batches = log.batches();
            assertThat(batches).hasSizeGreaterThan(Math.max(4, atLeast));
            int half = batches.size() / 2;
            while (each.topic().equals(Topics.JOURNAL) && !batches.get(half - 1).control()) {
                half--;
            }
            log.cutBefore(batches.get(half));
        }
        environment.broker().restart();
    }

    private long end(TopicPartition partition) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)).toList();
    }
}
