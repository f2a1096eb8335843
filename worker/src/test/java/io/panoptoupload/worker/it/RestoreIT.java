package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.KafkaBroker;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.job.JournalSample;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.request.Digests;

import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A worker of little memory takes over a partition with a hundred thousand finished and a thousand
 * open jobs. How long that takes is printed, not judged: it depends on the machine.
 */
@Tag("soak")
class RestoreIT {
    private static final int FINISHED = 100_000;
    private static final int WAITING = 500;
    private static final int IN_TRANSFER = 500;

    /** Of the newest finished jobs nothing is compacted yet. */
    private static final int NOT_COMPACTED = 1000;

    private static final int TIMES = 3;
    private static final long HEAP = 256L * 1024 * 1024;

    @TempDir private Path directory;

    @Test
    void a_hundred_thousand_finished_and_a_thousand_open_jobs_come_back() throws Exception {
        try (KafkaBroker broker =
                KafkaBroker.in(directory.resolve("broker")).shortLived().start()) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            KafkaClients clients = new KafkaClients(kafka, kafka, kafka);
            fill(clients);
            List<Double> seconds = new ArrayList<>();
            for (int i = 1; i <= TIMES; i++) {
                try (WorkerProcess worker = start(broker, "worker-" + i)) {
                    worker.awaitReady();
                    Awaitility.await("the open jobs")
                            .until(() ->
                                    metric(worker, "panopto_upload_jobs{")
                                            == WAITING + IN_TRANSFER);
                    seconds.add(metric(worker, "panopto_upload_restore_seconds"));
                    assertThat(metric(worker, "jvm_memory_max_bytes{"))
                            .describedAs("heap in bytes")
                            .isBetween(HEAP / 2.0, (double) HEAP);
                    recognisesWhatIsFinished(broker, clients, i);
                }
            }
            System.out.printf(
                    "%d finished and %d open jobs came back in %s s at -Xmx256m, median %s s%n",
                    FINISHED,
                    WAITING + IN_TRANSFER,
                    seconds,
                    seconds.stream().sorted().toList().get(TIMES / 2));
        }
    }

    private static void fill(KafkaClients clients) throws InterruptedException {
        try (Admin admin = clients.admin()) {
            JournalFilling.makeTopics(admin);
        }
        JournalSample completed = JournalSample.completed(Digests::of);
        JournalSample waiting = JournalSample.waiting(Digests::of);
        JournalSample inTransfer = JournalSample.inTransfer(Digests::of);
        try (JournalFilling filling = new JournalFilling(clients, Topics.JOURNAL)) {
            for (int i = 0; i < WAITING; i++) {
                filling.write(waiting.compacted(id("waits", i)));
            }
            for (int i = 0; i < IN_TRANSFER; i++) {
                filling.write(inTransfer.compacted(id("sends", i)));
            }
            for (int i = 0; i < FINISHED; i++) {
                String id = id("ended", i);
                boolean isNew = i >= FINISHED - NOT_COMPACTED;
                filling.write(isNew ? completed.history(id) : completed.compacted(id));
            }
            JournalJson json = new JournalJson(JsonMapper.builder().build());
            filling.put(
                    new JournalKey.Position().bytes(),
                    json.of(new InputPosition(0, 1, null, null, null, null, null, null, null)));
        }
    }

    private static String id(String kind, int number) {
        return "%s-%07d".formatted(kind, number);
    }

    /** Panopto is not needed: no job is due within the hour. */
    private WorkerProcess start(KafkaBroker broker, String name) {
        JavaCommand command =
                JavaCommand.jar(name, Path.of(System.getProperty("packaged.worker")))
                        .jvmOptions("-Xmx256m")
                        .environment("PANOPTO_OAUTH_CLIENT_SECRET", "none")
                        .environment("PANOPTO_OAUTH_PASSWORD", "none")
                        .arguments(
                                "--worker.name=" + name,
                                "--server.port=0",
                                "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                                "--panopto.base-url=http://127.0.0.1:9",
                                "--panopto.oauth.client-id=none",
                                "--panopto.oauth.username=none",
                                "--worker.sources.file-roots=/tmp");
        return new WorkerProcess(name, command.start(directory.resolve(name + ".log")));
    }

    private static void recognisesWhatIsFinished(
            KafkaBroker broker, KafkaClients clients, int round) {
        try (Requests requests = new Requests(broker.bootstrapServers());
                Outcomes outcomes = new Outcomes(clients)) {
            for (int i = 0; i < 20; i++) {
                String id = id("ended", (i * 4999 + round) % FINISHED);
                requests.publish(JournalSample.request(id));
                OutcomeEvent event = outcomes.await(id, _ -> true);
                assertThat(event).isInstanceOf(OutcomeEvent.Completed.class);
            }
            Awaitility.await("all outcome events")
                    .untilAsserted(() ->
                            assertThat(outcomes.all())
                                    .allMatch(each ->
                                            each.event() instanceof OutcomeEvent.Completed));
        }
    }

    /** The sum of a metric's series; of the memory's, that of the heap. */
    private static double metric(WorkerProcess worker, String name) {
        return worker.metrics()
                .lines()
                .filter(line -> line.startsWith(name))
                .filter(line -> !line.contains("area=\"nonheap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .filter(value -> value > 0)
                .sum();
    }
}
