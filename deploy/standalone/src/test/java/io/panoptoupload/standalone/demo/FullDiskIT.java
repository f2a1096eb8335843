package io.panoptoupload.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.messages.OutcomeEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The standalone on a disk that fills up. */
@Tag("full")
@EnabledOnOs(OS.LINUX)
class FullDiskIT extends PackagedStandalone {
    /** The programs, which are unpacked there, and some tens more. */
    private static final int DISK_MEGABYTES = 280;

    private static final List<String> IDS =
            IntStream.range(0, 12).mapToObj(number -> "lecture-" + number).toList();

    private final int kafkaPort = FreePorts.next();
    private SmallDisk disk;

    @BeforeEach
    void mountTheDisk() throws IOException {
        disk =
                SmallDisk.mountedOn(
                        Files.createDirectory(directory.resolve("data")), DISK_MEGABYTES);
    }

    @AfterEach
    void unmountTheDisk() {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void is_named_and_once_there_is_room_every_upload_ends_exactly_once() throws Exception {
        try (Running standalone = start("first.log")) {
            Conversation sender = new Conversation("127.0.0.1:" + kafkaPort);
            for (String id : IDS) {
                sender.publish(lecture.request(id));
            }
            await().atMost(LIMIT).until(() -> !simulator.ledger().uploads().isEmpty());

            disk.fill();

            standalone.awaitSaid("The disk of .* is full");
            standalone.awaitSaid("The broker ended with status \\d+; it is started again in 1 s");
            standalone.terminate();
            assertThat(standalone.said()).doesNotContain("interrupted");
        }
        assertThat(simulator.ledger().uploads())
                .as("some are still to be done")
                .filteredOn(upload -> upload.finalised() > 0)
                .hasSizeLessThan(IDS.size());

        disk.makeRoom();

        try (Running _ = start("second.log")) {
            String brokers = "127.0.0.1:" + kafkaPort;
            for (String id : IDS) {
                assertThat(new Conversation(brokers).follow(id, LIMIT, _ -> {}))
                        .isInstanceOf(OutcomeEvent.Completed.class);
                assertThat(new CompletedEvents(brokers).of(id)).as(id).isOne();
            }
        }
        assertThat(simulator.ledger().uploads())
                .as("what was created and not recorded yet stays empty")
                .filteredOn(upload -> upload.finalised() > 0)
                .hasSize(IDS.size())
                .allMatch(upload -> upload.finalised() == 1);
    }

    private Running start(String log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", JAR.toString(), "--end-with-parent"));
        command.addAll(
                arguments(
                        kafkaPort,
                        "--worker.sources.file-roots=" + lecture.camera().path().getParent(),
                        "--worker.bandwidth=100KB"));
        Path output = directory.resolve(log);
        Process process =
                new ProcessBuilder(disk.seenBy(command))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        Running standalone = new Running(process, output);
        standalone.awaitSaid("Logs:");
        return standalone;
    }

    /** What a terminal shows is on another disk. */
    private record Running(Process process, Path output) implements AutoCloseable {
        String said() throws IOException {
            return Files.readString(output);
        }

        void awaitSaid(String pattern) {
            await(pattern)
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(said()).containsPattern(pattern));
        }

        void terminate() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
