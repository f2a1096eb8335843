package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.Patience;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * In a real terminal, as {@code script} of util-linux makes one. Without it the test is skipped;
 * with {@code -Dchecks.required=true} it fails.
 */
@EnabledOnOs(OS.LINUX)
class TerminalWidthTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @TempDir Path directory;

    @BeforeEach
    void scriptIsHere() {
        if (!Boolean.getBoolean("checks.required")) {
            Assumptions.assumeTrue(Files.isExecutable(SCRIPT), "no script of util-linux here");
        }
    }

    /** Says what this process's own console has found. */
    static final class Reporting {
        private Reporting() {}

        static void main() {
            Console console = Console.ofThisProcess(System.getenv());
            console.out().line("out ", console.out().width().getAsInt());
            console.err().line("err ", console.err().terminal());
        }
    }

    @Test
    void is_that_of_the_window_even_if_requests_are_piped_in() throws Exception {
        assertThat(shownIn("stty cols 93; %s < /dev/null"))
                .contains("out 93", "err true")
                .doesNotContain("WARNING");
    }

    @Test
    void is_the_usual_one_where_the_terminal_does_not_say_it() throws Exception {
        assertThat(shownIn("stty cols 0; %s")).contains("out 80", "err true");
        assertThat(shownIn("%s | cat")).contains("out 80", "err true");
    }

    private String shownIn(String command) throws Exception {
        String java =
                "'%s' --enable-native-access=ALL-UNNAMED -cp '%s' '%s'"
                        .formatted(
                                ProcessHandle.current().info().command().orElseThrow(),
                                System.getProperty("java.class.path"),
                                Reporting.class.getName());
        Path shown = directory.resolve("shown");
        Process script =
                new ProcessBuilder(
                                List.of(
                                        SCRIPT.toString(),
                                        "-qefc",
                                        command.formatted(java),
                                        "/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(shown.toFile())
                        .start();
        assertThat(script.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return Files.readString(shown);
    }
}
