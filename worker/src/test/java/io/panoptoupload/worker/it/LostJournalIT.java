package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Somebody deletes the journal beside requests that are kept. */
class LostJournalIT {
    @TempDir private Path directory;

    @Test
    void a_worker_without_its_journal_takes_in_nothing_and_says_what_to_do() throws Exception {
        try (Surroundings surroundings = new Surroundings(directory)) {
            WorkerProcess first = surroundings.worker();
            Path file = TestFiles.write(surroundings.captures(), "once.mp4", 1000, 1);
            surroundings.requests().publish(Requests.of("once", file));
            surroundings.outcomes().awaitEnd("once", OutcomeEvent.Completed.class);
            try (Admin admin = surroundings.clients().admin()) {
                Awaitility.await("the group's offset has followed")
                        .atMost(Duration.ofSeconds(30))
                        .until(() ->
                                admin
                                        .listConsumerGroupOffsets("panopto-upload-worker")
                                        .partitionsToOffsetAndMetadata()
                                        .get()
                                        .values()
                                        .stream()
                                        .anyMatch(taken -> taken.offset() > 0));
                first.close();
                admin.deleteTopics(List.of(Topics.JOURNAL)).all().get();
            }

            WorkerProcess second = surroundings.startWorker();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> second.log().contains("is not opened: the journal"));
            assertThat(second.log()).contains("reset the group's offsets");
            assertThat(second.readiness()).contains("knows nothing of partition");
            assertThat(surroundings.simulator().ledger().uploads()).hasSize(1);
        }
    }
}
