package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.operator.CommandHere;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Requests that were damaged on a broker's disk. */
@Order(1)
@Tag("full")
class BrokenRequestsIT extends BrokenBatches {
    private static final int MAX_LOG = 200_000;

    @Test
    void what_cannot_be_read_stops_its_own_partition_until_it_is_skipped() throws Exception {
        List<Long> places =
                List.of(
                        breakOneOfThree(0, LogFile::flipValue),
                        breakOneOfThree(1, LogFile::unknownCodec),
                        breakOneOfThree(2, LogFile::otherMagic));
        WorkerProcess worker = workerThatFinds(places.size());
        awaitCompleted(publish(INTACT));
        for (int partition = 0; partition < places.size(); partition++) {
            assertThat(worker.readiness())
                    .contains(
                            "skip --partition %d --offset %d"
                                    .formatted(partition, places.get(partition)));
        }
        assertThat(worker.get("/actuator/health/liveness")).contains("UP");
        assertThat(shell("status").err().lines())
                .filteredOn(line -> line.contains("cannot be read at offset"))
                .hasSize(places.size());

        refusals(places.getFirst());
        for (int partition = 0; partition < places.size(); partition++) {
            skip(partition, places.get(partition));
        }
        good.forEach(this::awaitCompleted);
        worker.awaitReady();
        awaitUnreadable(worker, 0);
        assertThat(shell("status").err()).doesNotContain("cannot be read");
        assertDoneOnce();
        assertThat(reasons())
                .hasSize(places.size())
                .anySatisfy(reason ->
                        assertThat(reason)
                                .startsWith(
                                        "INTERNAL: offset %d of %s-0 could not be read"
                                                .formatted(places.getFirst(), Topics.REQUESTS)));
        assertThat(worker.log()).hasSizeLessThan(MAX_LOG);
        assertThat(worker.log().lines())
                .filteredOn(line -> line.contains("ERROR"))
                .describedAs("one line for each")
                .hasSize(places.size());
    }

    private void refusals(long place) {
        assertThat(shell("skip", "--partition", INTACT, "--offset", 0).err())
                .contains("has no request to skip");
        assertThat(shell("skip", "--partition", 0, "--offset", place + 1).err())
                .contains("cannot be read at offset " + place);
        assertThat(shell("skip", "--partition", PARTITIONS, "--offset", 0).err())
                .contains("has no partition " + PARTITIONS);
        assertThat(
                        shell(
                                        "skip",
                                        "--partition",
                                        0,
                                        "--offset",
                                        place,
                                        "--spring.kafka.consumer.group-id=others")
                                .err())
                .contains("is written by the workers of group ");
        assertThat(reasons()).isEmpty();
    }

    @Test
    void records_that_were_sent_together_and_compressed_are_skipped_together() throws Exception {
        publish(0);
        publishTogether(0, 5);
        publish(0);
        BrokenBatch broken =
                breakBatch(
                        Topics.REQUESTS, 0, BrokenRequestsIT::lastButOne, LogFile::brokenContent);
        WorkerProcess _ = workerThatFinds(1);
        awaitCompleted(publish(INTACT));

        CommandHere.Result rehearsed =
                shell("skip", "--partition", 0, "--offset", broken.offset(), "--dry-run");
        assertThat(rehearsed.out())
                .startsWith(
                        "would skip offsets %d to %d of %s-0"
                                .formatted(broken.offset(), broken.offset() + 4, Topics.REQUESTS));
        assertThat(reasons()).isEmpty();
        assertThat(shell("skip", "--partition", 0, "--offset", broken.offset()).exit()).isZero();
        good.forEach(this::awaitCompleted);
        assertDoneOnce();
    }

    /** In one batch. */
    private void publishTogether(int partition, int count) {
        Map<String, Object> settings = Map.of("compression.type", "zstd", "linger.ms", 1000);
        try (Producer<byte[], byte[]> producer =
                Requests.producer(environment.broker().bootstrapServers(), settings)) {
            for (int i = 0; i < count; i++) {
                UploadRequest request = request(partition);
                var _ = producer.send(Requests.record(request, partition, request.requestId()));
            }
        }
    }

    @Test
    void what_the_broker_itself_does_not_find_any_more_is_named_and_not_skipped() throws Exception {
        publish(0);
        String unread = publish(0);
        BrokenBatch broken = breakBatch(Topics.REQUESTS, 0, List::getLast, LogFile::otherLength);
        WorkerProcess worker = workerThatFinds(1);
        awaitCompleted(publish(INTACT));
        assertThat(worker.readiness()).contains("cannot be read at offset " + broken.offset());
        CommandHere.Result refused = shell("skip", "--partition", 0, "--offset", broken.offset());
        assertThat(refused.exit()).isOne();
        assertThat(refused.err()).contains("let another replica lead");
        broken.repair();
        awaitCompleted(unread);
        assertDoneOnce();
    }

    @Test
    void a_partition_goes_on_by_itself_once_it_can_be_read() throws Exception {
        String unread = publish(0);
        BrokenBatch broken = breakBatch(Topics.REQUESTS, 0, List::getLast, LogFile::flipValue);
        WorkerProcess worker = workerThatFinds(1);
        broken.repair();
        awaitCompleted(unread);
        awaitUnreadable(worker, 0);
        assertDoneOnce();
    }

    @Test
    void a_partition_that_is_only_forwarded_is_named_too() throws Exception {
        morePartitions(Topics.REQUESTS, PARTITIONS + 1);
        UploadRequest forwarded = request(0);
        Awaitility.await("a producer that knows the new partition")
                .ignoreExceptions()
                .untilAsserted(() ->
                        environment
                                .requests()
                                .publish(forwarded, PARTITIONS, forwarded.requestId()));
        good.add(forwarded.requestId());
        BrokenBatch broken =
                breakBatch(Topics.REQUESTS, PARTITIONS, List::getLast, LogFile::flipValue);
        WorkerProcess _ = workerThatFinds(1);
        String line =
                "partition %d cannot be read at offset %d since"
                        .formatted(PARTITIONS, broken.offset());
        Awaitility.await("status names it")
                .untilAsserted(() -> assertThat(shell("status").err()).contains(line));
        assertThat(shell("status", "--json").out())
                .contains("\"unreadable\":[{\"partition\":" + PARTITIONS);
        broken.repair();
        awaitCompleted(forwarded.requestId());
        Awaitility.await("status names it no more")
                .untilAsserted(() -> assertThat(shell("status").err()).doesNotContain(line));
        assertDoneOnce();
    }

    /** As a {@code skip} that is killed between taking the partition and its commit. */
    @Test
    void a_skip_that_dies_before_its_commit_skips_nothing() throws Exception {
        long place = breakOneOfThree(0, LogFile::flipValue);
        WorkerProcess worker = workerThatFinds(1);
        awaitCompleted(good.getFirst());
        String owner = KafkaClients.transactionalId("panopto-upload-worker", Topics.REQUESTS, 0);
        Producer<byte[], byte[]> dead = environment.clients().transactional(owner);
        dead.initTransactions();
        dead.beginTransaction();
        dead.send(new ProducerRecord<>(Topics.DEAD_LETTER, "never committed".getBytes(UTF_8)))
                .get();
        dead.close(Duration.ZERO);

        Awaitility.await("the worker notices that it was thrown out, and takes it up again")
                .until(() -> worker.log().contains("was taken from this worker"));
        awaitUnreadable(worker, 1);
        skip(0, place);
        good.forEach(this::awaitCompleted);
        assertThat(reasons()).hasSize(1);
        CommandHere.Result again = shell("skip", "--partition", 0, "--offset", place);
        assertThat(again.exit()).describedAs("it is done already").isOne();
        assertThat(reasons()).hasSize(1);
        assertDoneOnce();
    }

    private void skip(int partition, long offset) {
        CommandHere.Result result = shell("skip", "--partition", partition, "--offset", offset);
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith(
                        "skipped offset %d of %s-%d: "
                                .formatted(offset, Topics.REQUESTS, partition));
        assertThat(result.exit()).isZero();
    }

    /** A request that is damaged, between two that are not; returns its offset. */
    private long breakOneOfThree(int partition, Damage damage) throws IOException {
        publish(partition);
        good.remove(publish(partition));
        publish(partition);
        return breakBatch(Topics.REQUESTS, partition, BrokenRequestsIT::lastButOne, damage)
                .offset();
    }

    private static LogFile.Batch lastButOne(List<LogFile.Batch> batches) {
        return batches.get(batches.size() - 2);
    }

    private List<String> reasons() {
        List<ConsumerRecord<byte[], byte[]>> letters = new DeadLetters(environment.clients()).all();
        return letters.stream()
                .map(letter -> new String(letter.headers().lastHeader("reason").value(), UTF_8))
                .toList();
    }
}
