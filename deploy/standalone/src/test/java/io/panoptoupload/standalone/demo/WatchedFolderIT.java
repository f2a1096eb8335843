package io.panoptoupload.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.FreePorts;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The standalone watches a directory. */
@Order(1)
@Tag("full")
class WatchedFolderIT extends PackagedStandalone {
    private Path captures;

    @BeforeEach
    void makeTheDirectory() throws IOException {
        captures = Files.createDirectory(directory.resolve("captures")).toRealPath();
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
        String[] watching = {
            "--watch-folder=" + captures,
            "--folder=Demonstration",
            "--settle=1s",
            "--worker.sources.file-roots=" + captures
        };
        return start(
                "Watched: " + captures,
                FreePorts.next(),
                Stream.concat(Stream.of(watching), Stream.of(more)).toArray(String[]::new));
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
