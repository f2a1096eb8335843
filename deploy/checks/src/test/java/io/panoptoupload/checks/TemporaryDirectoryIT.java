package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker whose temporary directory forbids what zstd and snappy need, as hardened systems do. */
@Tag("full")
class TemporaryDirectoryIT {
    /** $1 is the directory, $2 how it is mounted, then the command. */
    private static final String MOUNTED =
            """
            set -e
            directory=$1; options=$2; shift 2
            mount -t tmpfs -o "$options" tmpfs "$directory"
            exec "$@"
            """;

    private final Tool unshare = Tool.named("unshare", "util-linux");

    @TempDir private Path directory;

    /** What a process printed and ended with. */
    private record Result(int exit, String output) {}

    @Test
    void a_worker_that_could_not_read_compressed_requests_does_not_start() throws Exception {
        Result started = worker("noexec", "run");
        assertThat(started.exit()).isOne();
        assertThat(started.output())
                .contains(
                        "java.io.tmpdir: from '" + directory + "' no native library can be loaded",
                        "snappy or zstd",
                        "allowed: a writable directory that is not mounted noexec");
        assertThat(worker("exec", "run").output()).doesNotContain("java.io.tmpdir");
    }

    @Test
    void a_check_says_so_with_the_remedy() throws Exception {
        assertThat(worker("noexec", "check").output())
                .contains("✗ configuration java.io.tmpdir: from '" + directory + "'");
    }

    /** Without any setting, so that it ends by itself in either case. */
    private Result worker(String mountOptions, String command) throws Exception {
        Assumptions.assumeTrue(
                run("exec", "true").exit() == 0,
                "only root, and not in every container, can mount a directory for a process");
        return run(
                mountOptions,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dstdout.encoding=UTF-8",
                "-Djava.io.tmpdir=" + directory,
                "-jar",
                Repository.path("worker/target/panopto-upload-worker.jar").toString(),
                command);
    }

    private Result run(String mountOptions, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(unshare.program().toString());
        command.addAll(List.of("--mount", "sh", "-c", MOUNTED, "sh"));
        command.add(directory.toString());
        command.add(mountOptions);
        command.addAll(List.of(words));
        Path output = Files.createTempFile("worker", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.redirectOutput(output.toFile()).start();
            int exit = process.waitFor();
            return new Result(exit, Files.readString(output, UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
