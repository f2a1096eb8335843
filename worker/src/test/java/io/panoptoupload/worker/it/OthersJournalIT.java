package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A journal that other workers write, or wrote by other homes. */
class OthersJournalIT {
    private static final int PARTITIONS = 4;
    private static final int LECTURES = 8;

    private TestEnvironment environment;
    private Admin admin;
    private SmallLectures lectures;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        environment = new TestEnvironment(directory);
        lectures = new SmallLectures(environment);
        admin = environment.clients().admin();
    }

    @AfterEach
    void nothing_was_done_twice() throws Exception {
        environment.workers().forEach(WorkerProcess::stop);
        lectures.assertNothingWasDoneTwice();
        admin.close(Duration.ofSeconds(1));
        environment.close();
    }

    @Test
    void workers_of_another_group_do_nothing_beside_those_whose_journal_it_is() {
        environment.worker();
        lectures.complete("before", LECTURES);
        WorkerProcess other = environment.startWorker("--spring.kafka.consumer.group-id=another");
        awaitAllRefused(other, PARTITIONS, "by workers of the group panopto-upload-worker");
        lectures.complete("beside", LECTURES);
    }

    @Test
    void none_opens_of_a_journal_that_got_more_partitions_together_with_its_requests()
            throws Exception {
        environment.worker().stop();
        NewPartitions more = NewPartitions.increaseTo(2 * PARTITIONS);
        admin.createPartitions(Map.of(Topics.JOURNAL, more, Topics.REQUESTS, more)).all().get();
        lectures.publish("homeless", LECTURES);
        awaitAllRefused(
                environment.startWorker(),
                2 * PARTITIONS,
                "has 8 partitions, but was written with 4");
    }

    private static void awaitAllRefused(WorkerProcess worker, int partitions, String why) {
        Awaitility.await("a refusal of each partition")
                .atMost(Patience.LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> {
                    String readiness = worker.readiness();
                    for (int partition = 0; partition < partitions; partition++) {
                        assertThat(readiness).contains("partition " + partition + ": the journal");
                    }
                    assertThat(readiness).contains(why);
                });
    }
}
