package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.journal.HomePartition;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Batches that were damaged on a broker's disk, below a broker that runs and serves them. */
@Order(1)
@Tag("full")
class BrokenBatchIT {
    private static final int PARTITIONS = 4;
    private static final int INTACT = PARTITIONS - 1;
    private static final int MAX_LOG = 200_000;

    private final HomePartition home = new HomePartition(PARTITIONS);
    private final List<String> good = new ArrayList<>();
    private Path broker;
    private TestEnvironment environment;
    private int ids;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        environment = new TestEnvironment(directory);
        broker = directory.resolve("broker");
        stop(environment.worker());
    }

    @AfterEach
    void stop() throws IOException {
        environment.close();
    }

    @Test
    void what_cannot_be_read_stops_its_own_partition_until_it_is_skipped() throws Exception {
        List<Long> places =
                List.of(
                        damage(0, LogFile::flipValue),
                        damage(1, LogFile::unknownCodec),
                        damage(2, LogFile::otherMagic));
        WorkerProcess worker = environment.startWorker();
        awaitUnreadable(worker, places.size());
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

    @Test
    void records_that_were_sent_together_and_compressed_are_skipped_together() throws Exception {
        publish(0);
        publishTogether(0, 5);
        LogFile log = LogFile.of(broker, Topics.REQUESTS, 0);
        LogFile.Batch batch = log.batches().getLast();
        publish(0);
        log.brokenContent(batch);
        WorkerProcess worker = environment.startWorker();
        awaitUnreadable(worker, 1);
        awaitCompleted(publish(INTACT));

        Shell.Result rehearsed =
                shell("skip", "--partition", 0, "--offset", batch.offset(), "--dry-run");
        assertThat(rehearsed.out())
                .startsWith(
                        "would skip offsets %d to %d of %s-0"
                                .formatted(batch.offset(), batch.offset() + 4, Topics.REQUESTS));
        assertThat(reasons()).isEmpty();
        assertThat(shell("skip", "--partition", 0, "--offset", batch.offset()).exit()).isZero();
        good.forEach(this::awaitCompleted);
        assertDoneOnce();
    }

    @Test
    void what_the_broker_itself_does_not_find_any_more_is_named_and_not_skipped() throws Exception {
        publish(0);
        String broken = publish(0);
        LogFile log = LogFile.of(broker, Topics.REQUESTS, 0);
        LogFile.Batch batch = log.batches().getLast();
        log.otherLength(batch);
        WorkerProcess worker = environment.startWorker();
        awaitUnreadable(worker, 1);
        awaitCompleted(publish(INTACT));
        assertThat(worker.readiness()).contains("cannot be read at offset " + batch.offset());
        Shell.Result refused = shell("skip", "--partition", 0, "--offset", batch.offset());
        assertThat(refused.exit()).isOne();
        assertThat(refused.err()).contains("let another replica lead");
        log.otherLength(batch);
        awaitCompleted(broken);
        assertDoneOnce();
    }

    @Test
    void a_partition_goes_on_by_itself_once_it_can_be_read() throws Exception {
        String broken = publish(0);
        LogFile log = LogFile.of(broker, Topics.REQUESTS, 0);
        LogFile.Batch batch = log.batches().getLast();
        log.flipValue(batch);
        WorkerProcess worker = environment.startWorker();
        awaitUnreadable(worker, 1);
        log.flipValue(batch);
        awaitCompleted(broken);
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
        LogFile log = LogFile.of(broker, Topics.REQUESTS, PARTITIONS);
        LogFile.Batch batch = log.batches().getLast();
        log.flipValue(batch);
        WorkerProcess worker = environment.startWorker();
        awaitUnreadable(worker, 1);
        String line =
                "partition %d cannot be read at offset %d since"
                        .formatted(PARTITIONS, batch.offset());
        Awaitility.await("status names it")
                .untilAsserted(() -> assertThat(shell("status").err()).contains(line));
        assertThat(shell("status", "--json").out())
                .contains("\"unreadable\":[{\"partition\":" + PARTITIONS);
        log.flipValue(batch);
        awaitCompleted(forwarded.requestId());
        Awaitility.await("status names it no more")
                .untilAsserted(() -> assertThat(shell("status").err()).doesNotContain(line));
        assertDoneOnce();
    }

    @Test
    void a_journal_that_cannot_be_read_stops_its_own_partition() throws Exception {
        WorkerProcess first = environment.worker();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            awaitCompleted(publish(partition));
        }
        stop(first);
        LogFile log = LogFile.of(broker, Topics.JOURNAL, 0);
        LogFile.Batch batch = log.batches().get(2);
        log.flipValue(batch);
        String waiting = publish(0);
        WorkerProcess worker = environment.startWorker();
        awaitUnreadable(worker, 1);
        awaitCompleted(publish(INTACT));
        assertThat(worker.readiness())
                .contains("%s-0 cannot be read at offset".formatted(Topics.JOURNAL))
                .contains("Let another replica lead");
        assertThat(shell("skip", "--partition", 0, "--offset", 0))
                .satisfies(
                        result -> assertThat(result.exit()).isOne(),
                        result ->
                                assertThat(result.err())
                                        .contains(Topics.JOURNAL + "-0 cannot be read"));
        assertThat(worker.log().lines())
                .filteredOn(line -> line.contains("ERROR"))
                .describedAs("one line, however often it is tried")
                .hasSize(1);
        assertCommandsNameTheJournal(batch.offset());
        log.flipValue(batch);
        awaitCompleted(waiting);
        assertThat(shell("status").err()).doesNotContain("cannot be read");
        assertDoneOnce();
    }

    @Test
    void a_journal_of_which_a_broker_hands_out_no_more_stops_its_own_partition() throws Exception {
        WorkerProcess first = environment.worker();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            awaitCompleted(publish(partition));
        }
        stop(first);
        LogFile log = LogFile.of(broker, Topics.JOURNAL, 0);
        LogFile.Batch batch = log.batches().get(2);
        log.otherLength(batch);
        WorkerProcess worker = environment.startWorker();
        awaitUnreadable(worker, 1);
        awaitCompleted(publish(INTACT));
        assertThat(shell("status").err())
                .contains(
                        "%s-0 cannot be read at offset %d"
                                .formatted(Topics.JOURNAL, batch.offset()));
        log.otherLength(batch);
        awaitCompleted(publish(0));
        assertDoneOnce();
    }

    private void assertCommandsNameTheJournal(long offset) {
        String place = "%s-0 cannot be read at offset %d".formatted(Topics.JOURNAL, offset);
        Shell.Result all = shell("status");
        assertThat(all.err()).contains(place).contains("Let another replica");
        assertThat(all.out())
                .describedAs("the other partitions")
                .contains(good.subList(1, PARTITIONS));
        assertThat(all.exit()).isOne();
        assertThat(shell("status", "--json").out())
                .contains("\"unreadableJournal\":[{\"partition\":0,\"offset\":" + offset);
        Shell.Result unknown = shell("status", request(0).requestId());
        assertThat(unknown.err()).contains(place).doesNotContain("is not known");
        assertThat(unknown.exit()).isOne();
        assertThat(shell("status", good.get(1)).exit()).describedAs("another partition").isZero();
        Shell.Result retry = shell("retry", "--failed", "--dry-run");
        assertThat(retry.err()).contains(place);
        assertThat(retry.exit()).isOne();
    }

    @Test
    void
            outcomes_that_cannot_be_read_are_named_by_commands_and_not_taken_for_a_broker_that_is_away()
                    throws Exception {
        WorkerProcess worker = environment.startWorker();
        String id = publish(0);
        awaitCompleted(id);
        stop(worker);
        LogFile log = LogFile.of(broker, Topics.OUTCOMES, 0);
        log.flipValue(log.batches().getFirst());
        for (String command : List.of("watch", "status")) {
            Shell.Result result = shell(command, id);
            assertThat(result.exit()).as(command).isOne();
            assertThat(result.err())
                    .as(command)
                    .contains(Topics.OUTCOMES + "-0 at offset 0", "let another replica of it lead")
                    .doesNotContain("cannot be reached");
        }
        assertThat(shell("status", id).out()).as("what the journal says").contains("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"value", "length"})
    void a_replay_names_dead_letters_that_cannot_be_read_and_does_the_rest(String what)
            throws Exception {
        morePartitions(Topics.DEAD_LETTER, 3);
        Damage damage = what.equals("value") ? LogFile::flipValue : LogFile::otherLength;
        Instant now = Instant.now();
        deadLetter(0, now.minus(Duration.ofDays(8)));
        List<UploadRequest> letters =
                List.of(
                        deadLetter(0, now),
                        deadLetter(0, now),
                        deadLetter(1, now),
                        deadLetter(2, now));
        // of the new segment, which records of today begin
        LogFile log = LogFile.of(broker, Topics.DEAD_LETTER, 0);
        LogFile.Batch batch = log.batches().getFirst();
        assertThat(batch.offset()).isOne();
        damage.to(log, batch);

        Shell.Result partly = shell("replay", "--dead-letter");
        assertThat(partly.exit()).isOne();
        assertThat(partly.err())
                .contains(
                        "are left out, since they may have been replayed then",
                        "2 dead letter(s) published again",
                        "%s-0 cannot be read at offset %d"
                                .formatted(Topics.DEAD_LETTER, batch.offset()));
        damage.to(log, batch);
        Shell.Result rest = shell("replay", "--dead-letter");
        assertThat(rest.err())
                .contains("2 dead letter(s) published again")
                .doesNotContain("cannot be read");
        assertThat(rest.exit()).isZero();
        environment.startWorker();
        letters.forEach(letter -> {
            good.add(letter.requestId());
            awaitCompleted(letter.requestId());
        });
        assertDoneOnce();
    }

    private void morePartitions(String topic, int total) throws Exception {
        try (Admin admin = environment.clients().admin()) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total))).all().get();
        }
    }

    private UploadRequest deadLetter(int partition, Instant time) throws Exception {
        UploadRequest request = request(0);
        try (Producer<byte[], byte[]> producer = environment.clients().plain()) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.DEAD_LETTER,
                                    partition,
                                    time.toEpochMilli(),
                                    request.requestId().getBytes(UTF_8),
                                    Requests.bytes(request)))
                    .get();
        }
        return request;
    }

    /** As a {@code skip} that is killed between taking the partition and its commit. */
    @Test
    void a_skip_that_dies_before_its_commit_skips_nothing() throws Exception {
        long place = damage(0, LogFile::flipValue);
        WorkerProcess worker = environment.startWorker();
        awaitUnreadable(worker, 1);
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
        Shell.Result again = shell("skip", "--partition", 0, "--offset", place);
        assertThat(again.exit()).describedAs("it is done already").isOne();
        assertThat(reasons()).hasSize(1);
        assertDoneOnce();
    }

    private void refusals(long place) {
        assertThat(shell("skip", "--partition", INTACT, "--offset", 0).err())
                .contains("has no request to skip");
        assertThat(shell("skip", "--partition", 0, "--offset", place + 1).err())
                .contains("cannot be read at offset " + place);
        assertThat(shell("skip", "--partition", PARTITIONS, "--offset", 0).err())
                .contains("has no partition " + PARTITIONS);
        assertThat(reasons()).isEmpty();
    }

    private void skip(int partition, long offset) {
        Shell.Result result = shell("skip", "--partition", partition, "--offset", offset);
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith(
                        "skipped offset %d of %s-%d: "
                                .formatted(offset, Topics.REQUESTS, partition));
        assertThat(result.exit()).isZero();
    }

    private Shell.Result shell(Object... words) {
        return Shell.here(
                Stream.concat(
                                Arrays.stream(words).map(String::valueOf),
                                Stream.of(environment.settings()))
                        .toArray(String[]::new));
    }

    /** How a batch is damaged. */
    private interface Damage {
        void to(LogFile log, LogFile.Batch batch) throws IOException;
    }

    /** A request that is damaged, between two that are not; returns its offset. */
    private long damage(int partition, Damage damage) throws IOException {
        publish(partition);
        String broken = publish(partition);
        good.remove(broken);
        LogFile log = LogFile.of(broker, Topics.REQUESTS, partition);
        LogFile.Batch batch = log.batches().getLast();
        publish(partition);
        damage.to(log, batch);
        return batch.offset();
    }

    private String publish(int partition) {
        UploadRequest request = request(partition);
        environment.requests().publish(request, partition, request.requestId());
        good.add(request.requestId());
        return request.requestId();
    }

    /** In one batch. */
    private void publishTogether(int partition, int count) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        environment.broker().bootstrapServers(),
                        "compression.type",
                        "zstd",
                        "linger.ms",
                        1000);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                UploadRequest request = request(partition);
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        Topics.REQUESTS,
                                        partition,
                                        request.requestId().getBytes(UTF_8),
                                        Requests.bytes(request)));
            }
        }
    }

    /** One whose home is that partition. */
    private UploadRequest request(int partition) {
        String id =
                Stream.generate(() -> "r-" + ids++)
                        .filter(each -> home.of(each) == partition)
                        .findFirst()
                        .orElseThrow();
        return Requests.of(id, TestFiles.write(environment.captures(), id + ".mp4", 1000, 7));
    }

    private static void awaitUnreadable(WorkerProcess worker, int partitions) {
        Awaitility.await(partitions + " partitions that cannot be read")
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(worker.metrics())
                                .contains(
                                        "panopto_upload_unreadable_partitions{application=\"panopto-upload-worker\"} "
                                                + partitions
                                                + ".0"));
    }

    private void awaitCompleted(String id) {
        environment.outcomes().awaitEnd(id, OutcomeEvent.Completed.class);
    }

    private void assertDoneOnce() {
        assertThat(environment.simulator().ledger().uploads())
                .filteredOn(upload -> upload.sessionId() != null)
                .describedAs("each good request is done, and none twice")
                .hasSize(good.size());
        good.forEach(environment.outcomes()::assertExact);
    }

    private List<String> reasons() {
        List<ConsumerRecord<byte[], byte[]>> letters =
                new DeadLetters(environment.broker().bootstrapServers()).all();
        return letters.stream()
                .map(letter -> new String(letter.headers().lastHeader("reason").value(), UTF_8))
                .toList();
    }

    private static void stop(WorkerProcess worker) {
        worker.process().terminate();
        assertThat(worker.process().awaitExit(Duration.ofSeconds(30))).isIn(0, 143);
    }
}
