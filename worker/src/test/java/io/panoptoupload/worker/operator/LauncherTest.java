package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** What the launcher starts, as a Java that only says so sees it. */
class LauncherTest {
    private static final String LAUNCHER = "deploy/bin/panopto-upload";

    @TempDir private Path directory;
    private Path jar;
    private Path cache;

    @BeforeEach
    void java() throws IOException {
        Path java = Files.createDirectories(directory.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                """
                #!/bin/sh
                case $1 in
                    -version) echo 'openjdk version "25"' >&2 ;;
                    -Djarmode=tools)
                        echo unpacked >> "$LOG"
                        for last; do :; done
                        mkdir -p "$last" && cp "$3" "$last/"
                        ;;
                    *) echo "$@" ;;
                esac
                """);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        jar = Files.createFile(directory.resolve("worker.jar"));
        cache = directory.resolve("cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "--version", "status", "--a.b=c status", "--profile x status"})
    void a_command_starts_from_the_unpacked_jar_with_an_archive(String words) throws Exception {
        assertThat(run(words))
                .contains("-XX:TieredStopAtLevel=1", "-XX:SharedArchiveFile=" + cache)
                .containsPattern("-jar " + cache + "/panopto-upload/[^ ]+/worker.jar ")
                .endsWith(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "--a.b=c", "--profile x", "watch-folder in"})
    void what_runs_for_long_starts_from_the_jar_itself_with_its_own_options(String words)
            throws Exception {
        Path options = launcher().resolveSibling("jvm.options");
        assertThat(run(words)).isEqualTo(("@" + options + " -jar " + jar + " " + words).strip());
        assertThat(options).isRegularFile();
    }

    @Test
    void the_jvm_takes_these_options_without_a_word() throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "@" + launcher().resolveSibling("jvm.options"),
                                "--version")
                        .redirectErrorStream(true)
                        .start();
        assertThat(output(jvm).lines()).hasSize(3).last().asString().contains("VM");
    }

    @Test
    void it_is_unpacked_once_and_again_for_another_jar() throws Exception {
        String first = run("status");
        assertThat(run("status")).isEqualTo(first);
        assertThat(log()).hasSize(1);
        Files.writeString(jar, "another build");
        assertThat(run("status")).isNotEqualTo(first);
        assertThat(log()).hasSize(2);
        try (var made = Files.list(cache.resolve("panopto-upload"))) {
            assertThat(made).as("and nothing half made").hasSize(2);
        }
    }

    @RepeatedTest(5)
    void starts_at_once_do_not_disturb_each_other() throws Exception {
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            starts.add(start("status"));
        }
        for (Process each : starts) {
            assertThat(output(each)).contains("-jar " + cache);
        }
        try (var made = Files.list(cache.resolve("panopto-upload"))) {
            assertThat(made).hasSize(1);
        }
    }

    @Test
    void where_nothing_can_be_written_the_jar_does() throws Exception {
        cache = Files.createFile(directory.resolve("no-directory"));
        assertThat(run("status")).endsWith("-jar " + jar + " status").doesNotContain("Archive");
    }

    @Test
    void where_it_is_installed_the_options_lie_beside_the_jar() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("opt/bin"));
        Path lib = Files.createDirectories(directory.resolve("opt/lib"));
        Files.createFile(lib.resolve("panopto-upload-worker.jar"));
        Files.createFile(lib.resolve("jvm.options"));
        Path installed =
                Files.copy(
                        launcher(),
                        bin.resolve("panopto-upload"),
                        StandardCopyOption.COPY_ATTRIBUTES);
        ProcessBuilder builder = new ProcessBuilder(installed.toString(), "run");
        builder.redirectErrorStream(true).environment().put("JAVA_HOME", directory.toString());
        builder.environment()
                .keySet()
                .removeAll(List.of("PANOPTO_UPLOAD_OPTS", "PANOPTO_UPLOAD_JAR"));

        assertThat(output(builder.start()))
                .startsWith("@" + bin.resolve("../lib/jvm.options") + " -jar ");
    }

    @Test
    void called_by_the_standalones_name_it_starts_that_from_its_own_place() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("opt/bin"));
        Path lib = Files.createDirectories(directory.resolve("opt/lib"));
        Path standalone = Files.createFile(lib.resolve("panopto-standalone.jar"));
        Files.createFile(lib.resolve("panopto-upload-worker.jar"));
        Files.copy(launcher(), bin.resolve("panopto-upload"), StandardCopyOption.COPY_ATTRIBUTES);
        Path link =
                Files.createSymbolicLink(
                        bin.resolve("panopto-standalone"), Path.of("panopto-upload"));
        ProcessBuilder builder = new ProcessBuilder(link.toString(), "--data", "srv");
        builder.redirectErrorStream(true).environment().put("JAVA_HOME", directory.toString());
        builder.environment().remove("PANOPTO_UPLOAD_OPTS");

        assertThat(output(builder.start()))
                .isEqualTo(
                        "-jar "
                                + bin.resolve("../lib").resolve(standalone.getFileName())
                                + " --data srv");
    }

    private String run(String words) throws Exception {
        return output(start(words));
    }

    private static Path launcher() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve(LAUNCHER))
                ? here.resolve(LAUNCHER)
                : here.resolveSibling(LAUNCHER);
    }

    private Process start(String words) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        if (!words.isEmpty()) {
            command.addAll(List.of(words.split(" ", -1)));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", directory.toString());
        builder.environment().put("PANOPTO_UPLOAD_JAR", jar.toString());
        builder.environment().put("XDG_CACHE_HOME", cache.toString());
        builder.environment().put("LOG", directory.resolve("log").toString());
        builder.environment().remove("PANOPTO_UPLOAD_OPTS");
        return builder.start();
    }

    private static String output(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(directory.resolve("log"));
    }
}
