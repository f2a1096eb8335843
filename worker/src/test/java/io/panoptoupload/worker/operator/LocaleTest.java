package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.WorkerMain;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class LocaleTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final String LAUNCHER = "deploy/bin/panopto-upload";

    @Test
    void what_arrives_whole_passes() {
        assertThat(ArgumentText.fault("submit", "--title", "Größe der Übung", "日本", "")).isEmpty();
        assertThat(ArgumentText.fault()).isEmpty();
    }

    @Test
    void what_lost_a_character_is_refused_with_the_remedy() {
        assertThat(ArgumentText.fault("submit", "--title", "Gr\uFFFD\uFFFDe"))
                .hasValueSatisfying(
                        fault -> assertThat(fault).contains("LC_ALL=C.UTF-8", "Nothing was"));
    }

    /** As {@code LC_ALL=de_DE.ISO-8859-1} has it where a terminal or a script writes UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "ISO-8859-15", "windows-1252"})
    void what_was_taken_for_another_encoding_is_refused(String name) {
        Charset encoding = Charset.forName(name);
        String misread = new String("Größe der Übung".getBytes(UTF_8), encoding);

        assertThat(ArgumentText.fault(encoding, "submit", misread)).isPresent();
        assertThat(ArgumentText.fault(encoding, "submit", "Größe der Übung", "x")).isEmpty();
        assertThat(ArgumentText.fault(UTF_8, misread)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"POSIX, LC_ALL=C.UTF-8", "C, LC_ALL=C.UTF-8", "C.UTF-8, as it was written"})
    void java_itself_shows_it(String locale, String said) throws Exception {
        // The shell writes the umlaut, whatever this JVM's own locale is.
        String line =
                "exec '%s' -cp '%s' '%s' \"$(printf 'Gr\\303\\266\\303\\237e')\""
                        .formatted(
                                JAVA, System.getProperty("java.class.path"), Probe.class.getName());

        assertThat(output(locale, List.of("sh", "-c", line))).contains(said);
    }

    /** Says what its arguments look like to it. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) {
            System.out.println(ArgumentText.fault(arguments).orElse("as it was written"));
        }
    }

    @ParameterizedTest
    @CsvSource({"POSIX, C.UTF-8", "C, C.UTF-8", "C.UTF-8, C.UTF-8"})
    void the_launcher_sets_what_java_needs(String locale, String expected, @TempDir Path directory)
            throws Exception {
        Path java = directory.resolve("bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(
                java,
                """
                #!/bin/sh
                if [ "$1" = -version ]; then echo 'openjdk version "25"' >&2; else echo "$LC_ALL"; fi
                """);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Path jar = Files.createFile(directory.resolve("worker.jar"));

        assertThat(
                        output(
                                locale,
                                List.of(
                                        "env",
                                        "JAVA_HOME=" + directory,
                                        "PANOPTO_UPLOAD_JAR=" + jar,
                                        "XDG_CACHE_HOME=" + directory,
                                        launcher().toString(),
                                        "status")))
                .isEqualTo(expected + "\n");
    }

    /** The launcher, the standalone and the images start it from its unpacked libraries. */
    @Test
    void numbers_have_the_digits_of_ascii_whatever_language_is_spoken() throws Exception {
        assertThat(
                        output(
                                "C.UTF-8",
                                List.of(
                                        JAVA,
                                        "-Duser.language=ar",
                                        "-Duser.country=EG",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Digits.class.getName())))
                .contains("bytes=42");
    }

    /** Begins as the worker does, and writes a number when that has ended. */
    static final class Digits {
        private Digits() {}

        public static void main(String[] arguments) throws Exception {
            Thread atTheEnd = new Thread(() -> System.out.println("bytes=%d".formatted(42)));
            Runtime.getRuntime().addShutdownHook(atTheEnd);
            // Refused, as if a terminal had mangled it.
            WorkerMain.main(new String[] {"\uFFFD"});
        }
    }

    /** With the bare jar, which no launcher sets right. */
    @Test
    void what_java_cannot_name_in_a_directory_is_a_fault(@TempDir Path directory) throws Exception {
        String line =
                "printf x > '%s'/\"$(printf 'Gr\\303\\266\\303\\237e.mp4')\"; exec '%s' -cp '%s' %s submit '%s' --folder 6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11 --dry-run"
                        .formatted(
                                directory,
                                JAVA,
                                System.getProperty("java.class.path"),
                                WorkerMain.class.getName(),
                                directory);

        assertThat(output("C", List.of("sh", "-c", line)))
                .contains("Gr", ".mp4: its name is not in ", "LC_ALL=C.UTF-8")
                .doesNotContain("\"title\"");
        assertThat(output("C.UTF-8", List.of("sh", "-c", line))).contains("\"title\":\"Größe\"");
    }

    private static Path launcher() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve(LAUNCHER))
                ? here.resolve(LAUNCHER)
                : here.resolveSibling(LAUNCHER);
    }

    private static String output(String locale, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", locale);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }
}
