package io.panoptoupload.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.Patience;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The demo as the packaged program, from the outside. */
@Tag("full")
class DemoIT {
    private static final Duration LIMIT = Patience.LIMIT;
    private static final Duration UPLOAD_LIMIT = Patience.LIMIT;

    @TempDir Path directory;
    @TempDir Path temporary;

    @Test
    void uploads_the_sample_lecture_and_proves_what_is_stored() {
        Path errors = directory.resolve("progress.log");
        ChildProcess demo =
                command(StandaloneJar.PACKAGED, "--demo").errors(errors).start(output());

        assertThat(demo.awaitExit(UPLOAD_LIMIT)).isZero();

        assertThat(demo.outputSoFar())
                .containsPattern("Session +\\S{36}\\RViewer +https://localhost:\\d+/Panopto/")
                .containsPattern("camera.mp4 .* 79043  e79d5383")
                .containsPattern("screen.mp4 .* 75610  0c889101")
                .containsPattern("captions.vtt .* 309  5dbcc4b7")
                .endsWith("Every file is stored as it was sent.\n");
        assertThat(errors).content().contains("accepted", "finalised", "completed");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void stays_with_its_pages_until_it_is_stopped() {
        ChildProcess demo = command(StandaloneJar.PACKAGED, "--demo-keep").start(output());
        for (String page : List.of("Simulator", "Metrics")) {
            Pattern line = Pattern.compile(page + " +(http\\S+)");
            String address = demo.awaitLine(line, UPLOAD_LIMIT).group(1);
            demo.awaitHttp(URI.create(address), LIMIT);
        }
        List<ProcessHandle> children = descendants(demo);
        assertThat(children).hasSize(3);

        demo.terminate();
        demo.awaitExit(LIMIT);

        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void says_in_one_sentence_why_it_failed_and_keeps_the_logs() throws Exception {
        ChildProcess demo = demo(BrokenWorker.class);
        assertThat(demo.awaitExit(LIMIT)).isEqualTo(1);

        String logs = demo.awaitLine(Pattern.compile("The logs are in (.*)"), LIMIT).group(1);
        assertThat(demo.outputSoFar()).contains("The worker", "ended with status 3");
        assertThat(Path.of(logs, "worker.log")).content().contains("panopto.base-url: missing");
        assertThat(Path.of(logs).resolveSibling("lib")).doesNotExist();
    }

    @Test
    void leaves_nothing_behind_when_it_is_stopped() throws Exception {
        ChildProcess demo = demo(StandInWorker.class);
        await().atMost(LIMIT).until(() -> descendants(demo).size() == 3);
        List<ProcessHandle> children = descendants(demo);

        demo.terminate();
        demo.awaitExit(LIMIT);

        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThat(temporary).isEmptyDirectory();
    }

    private ChildProcess demo(Class<?> worker) throws IOException {
        return command(StandaloneJar.withWorker(worker, directory), "--demo").start(output());
    }

    private JavaCommand command(Path jar, String option) {
        return JavaCommand.jar("demo", jar)
                .jvmOptions("-Djava.io.tmpdir=" + temporary)
                .arguments(option);
    }

    private Path output() {
        return directory.resolve("demo.log");
    }

    private static List<ProcessHandle> descendants(ChildProcess demo) {
        return ProcessHandle.of(demo.pid()).orElseThrow().descendants().toList();
    }
}
