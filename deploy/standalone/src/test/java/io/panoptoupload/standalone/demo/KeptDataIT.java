package io.panoptoupload.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.standalone.machine.Directories;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What becomes of the data over the years. */
@Tag("full")
class KeptDataIT extends PackagedStandalone {
    private final int kafkaPort = FreePorts.next();
    private final CompletedEvents completed = new CompletedEvents(bootstrapServers());

    @Test
    void a_back_up_that_is_given_back_remembers_and_requests_get_more_partitions_meanwhile()
            throws Exception {
        Path data = directory.resolve("data");
        Path broker = data.resolve("broker");
        Path backup = directory.resolve("backup");
        try (ChildProcess first = start()) {
            publishAndAwait("before");
            publishAndAwaitInMorePartitions();
            stop(first);
        }
        copy(broker, backup);
        try (ChildProcess second = start()) {
            publishAndAwait("since");
            stop(second);
        }
        assertThat(simulator.ledger().uploads()).hasSize(8);
        Directories.delete(data);
        copy(backup, broker);

        try (ChildProcess _ = start()) {
            for (String again : List.of("before", "wider-3")) {
                new Conversation(bootstrapServers()).publish(lecture.request(again));
                await().atMost(LIMIT).until(() -> completed.of(again) == 2);
            }
            assertThat(simulator.ledger().uploads()).as("it is remembered").hasSize(8);
            publishAndAwait("since");
            assertThat(simulator.ledger().uploads()).as("nobody knows of it").hasSize(9);
            publishAndAwait("after");
        }

        assertThat(simulator.ledger().uploads())
                .hasSize(10)
                .allMatch(upload -> upload.finalised() == 1);
    }

    private void publishAndAwaitInMorePartitions() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.createPartitions(Map.of(Topics.REQUESTS, NewPartitions.increaseTo(6)))
                    .all()
                    .get();
        }
        // A producer that is made now spreads them over all six.
        for (int i = 0; i < 6; i++) {
            new Conversation(bootstrapServers()).publish(lecture.request("wider-" + i));
        }
        for (int i = 0; i < 6; i++) {
            awaitEnd("wider-" + i);
        }
    }

    /** In order, unlike {@code close}, which ends whatever does not end. */
    private static void stop(ChildProcess standalone) {
        standalone.terminate();
        standalone.awaitExit(LIMIT);
    }

    private void publishAndAwait(String requestId) throws InterruptedException {
        new Conversation(bootstrapServers()).publish(lecture.request(requestId));
        awaitEnd(requestId);
    }

    private void awaitEnd(String requestId) {
        assertThat(new Conversation(bootstrapServers()).follow(requestId, LIMIT, _ -> {}))
                .isInstanceOf(OutcomeEvent.Completed.class);
    }

    private ChildProcess start() {
        return start(
                "Logs:",
                kafkaPort,
                "--worker.sources.file-roots=" + lecture.camera().path().getParent(),
                // Else five minutes pass before it hears of more partitions.
                "--spring.kafka.consumer.properties.metadata.max.age.ms=1000");
    }

    private String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
