package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.operator.CommandHere;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Batches that are damaged on a broker's disk, below a broker that runs and serves them. */
abstract class BrokenBatches {
    static final int PARTITIONS = 4;
    static final int INTACT = PARTITIONS - 1;

    /** Requests that are to be done, each once. */
    final List<String> good = new ArrayList<>();

    @AutoClose TestEnvironment environment;
    private final HomePartition home = new HomePartition(PARTITIONS);
    private Path broker;
    private int ids;

    /** How a batch is damaged; what flips a bit repairs it when it is done again. */
    interface Damage {
        void to(LogFile log, LogFile.Batch batch) throws IOException;
    }

    record BrokenBatch(LogFile log, LogFile.Batch batch, Damage how) {
        long offset() {
            return batch.offset();
        }

        void repair() throws IOException {
            how.to(log, batch);
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        environment = TestEnvironment.alone(directory, _ -> {});
        broker = directory.resolve("broker");
        try (Admin admin = environment.clients().admin()) {
            JournalFilling.makeTopics(admin, PARTITIONS, Duration.ofDays(7));
        }
    }

    BrokenBatch breakBatch(
            String topic,
            int partition,
            Function<List<LogFile.Batch>, LogFile.Batch> which,
            Damage damage)
            throws IOException {
        LogFile log = LogFile.of(broker, topic, partition);
        BrokenBatch broken = new BrokenBatch(log, which.apply(log.batches()), damage);
        damage.to(log, broken.batch());
        return broken;
    }

    void morePartitions(String topic, int total) throws Exception {
        try (Admin admin = environment.clients().admin()) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total))).all().get();
        }
    }

    CommandHere.Result shell(Object... words) {
        return Shell.here(
                Stream.concat(
                                Arrays.stream(words).map(String::valueOf),
                                Stream.of(environment.settings()))
                        .toArray(String[]::new));
    }

    String publish(int partition) {
        UploadRequest request = request(partition);
        environment.requests().publish(request, partition, request.requestId());
        good.add(request.requestId());
        return request.requestId();
    }

    /** One whose home is that partition. */
    UploadRequest request(int partition) {
        String id =
                Stream.generate(() -> "r-" + ids++)
                        .filter(each -> home.of(each) == partition)
                        .findFirst()
                        .orElseThrow();
        return Requests.small(environment, id);
    }

    /** Finds so many partitions that cannot be read. */
    WorkerProcess workerThatFinds(int unreadable) {
        WorkerProcess worker = environment.startWorker();
        awaitUnreadable(worker, unreadable);
        return worker;
    }

    static void awaitUnreadable(WorkerProcess worker, int partitions) {
        Awaitility.await(partitions + " partitions that cannot be read")
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(worker.metrics())
                                .contains(
                                        "panopto_upload_unreadable_partitions{application=\"panopto-upload-worker\"} "
                                                + partitions
                                                + ".0"));
    }

    void awaitCompleted(String id) {
        environment.outcomes().awaitCompleted(id);
    }

    void assertDoneOnce() {
        new Sessions(environment.simulator()).assertNumber(good.size());
        good.forEach(environment.outcomes()::assertExact);
    }
}
