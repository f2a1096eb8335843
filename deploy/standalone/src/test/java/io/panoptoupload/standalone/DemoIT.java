package io.panoptoupload.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.JavaCommand;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The demo as the packaged program, from the outside. */
class DemoIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path directory;
    @TempDir Path temporary;

    @Test
    void saysInOneSentenceWhyItFailedAndKeepsTheLogs() throws Exception {
        ChildProcess demo = demo(BrokenWorker.class);
        assertThat(demo.awaitExit(LIMIT)).isEqualTo(1);

        String logs = demo.awaitLine(Pattern.compile("The logs are in (.*)"), LIMIT).group(1);
        assertThat(demo.outputSoFar()).contains("The worker", "ended with status 3");
        assertThat(Path.of(logs, "worker.log")).content().contains("panopto.base-url: missing");
        assertThat(Path.of(logs).resolveSibling("lib")).doesNotExist();
    }

    @Test
    void leavesNothingBehindWhenItIsStopped() throws Exception {
        ChildProcess demo = demo(StandInWorker.class);
        await().atMost(LIMIT).until(() -> descendants(demo).size() == 3);
        List<ProcessHandle> children = descendants(demo);

        demo.terminate();
        demo.awaitExit(LIMIT);

        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThat(temporary).isEmptyDirectory();
    }

    private ChildProcess demo(Class<?> worker) throws IOException {
        return JavaCommand.jar("demo", StandaloneJar.withWorker(worker, directory))
                .jvmOptions("-Djava.io.tmpdir=" + temporary)
                .arguments("--demo")
                .start(directory.resolve("demo.log"));
    }

    private static List<ProcessHandle> descendants(ChildProcess demo) {
        return ProcessHandle.of(demo.pid()).orElseThrow().descendants().toList();
    }
}
