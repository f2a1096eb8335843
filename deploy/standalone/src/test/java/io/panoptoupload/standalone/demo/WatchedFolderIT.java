package io.panoptoupload.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.Patience;
import io.panoptoupload.standalone.machine.Installation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The packaged standalone, with its own worker, watches a directory. */
@Order(1)
@Tag("full")
class WatchedFolderIT {
    private static final Duration LIMIT = Patience.LIMIT;
    private static final Path JAR = Path.of("target/panopto-standalone.jar").toAbsolutePath();

    @TempDir Path directory;
    private Path captures;
    private SampleLecture lecture;
    private Simulator simulator;

    @BeforeEach
    void startTheSimulator() throws IOException {
        lecture = SampleLecture.unpack(directory.resolve("lecture"));
        captures = Files.createDirectory(directory.resolve("captures")).toRealPath();
        Installation programs = Installation.unpack(JAR, directory.resolve("programs"));
        simulator = Simulator.start(programs.simulatorJar(), directory);
    }

    @AfterEach
    void stopTheSimulator() {
        simulator.close();
    }

    @Test
    void what_is_put_into_the_directory_is_uploaded_also_after_the_watching_was_killed()
            throws Exception {
        try (ChildProcess standalone = start()) {
            put("Algorithms.mp4");
            await().atMost(LIMIT).until(() -> Files.exists(done("Algorithms.mp4")));

            ProcessHandle watching = watching(standalone).getFirst();
            watching.destroyForcibly();
            watching.onExit().join();
            put("Databases.mp4");
            await().atMost(LIMIT).until(() -> Files.exists(done("Databases.mp4")));
            assertThat(standalone.outputSoFar())
                    .contains("published ", "The watch-folder ended with status 137", "completed ");
        }

        assertThat(simulator.ledger().uploads())
                .as("each once, and nothing else")
                .hasSize(2)
                .allMatch(upload -> upload.finalised() == 1);
        assertThat(captures.resolve("failed")).doesNotExist();
    }

    @Test
    void what_keeps_it_from_watching_is_shown_and_the_worker_runs_on() {
        try (ChildProcess standalone = start("--folder=No such folder")) {
            standalone.awaitLine(Pattern.compile("no folder 'No such folder'"), LIMIT);
            standalone.awaitLine(Pattern.compile("The watch-folder ended with status 2"), LIMIT);
            assertThat(standalone.outputSoFar()).doesNotContain("The worker ended");
        }
    }

    private ChildProcess start(String... more) {
        JavaCommand command =
                JavaCommand.jar("standalone", JAR)
                        .arguments("--data", directory.resolve("data").toString())
                        .arguments("--kafka-port", Integer.toString(FreePorts.next()))
                        .arguments("--watch-folder", captures.toString(), "--folder=Demonstration")
                        .arguments("--settle=1s", "--server.port=0")
                        .arguments("--worker.sources.file-roots=" + captures)
                        .arguments("--worker.processing.first-poll=200ms")
                        .arguments("--worker.topics.partitions=2")
                        .arguments(more);
        simulator
                .workerProperties()
                .forEach((name, value) -> command.arguments("--" + name + "=" + value));
        ChildProcess standalone = command.start(directory.resolve("standalone.log"));
        standalone.awaitLine(Pattern.compile("Watched: " + captures), LIMIT);
        return standalone;
    }

    private void put(String name) throws IOException {
        Files.copy(lecture.files().getFirst().path(), captures.resolve(name));
    }

    private Path done(String name) {
        return captures.resolve("done").resolve(name);
    }

    private static List<ProcessHandle> watching(ChildProcess standalone) {
        return ProcessHandle.of(standalone.pid())
                .orElseThrow()
                .descendants()
                .filter(child -> child.info().commandLine().orElse("").contains(" watch-folder "))
                .toList();
    }
}
