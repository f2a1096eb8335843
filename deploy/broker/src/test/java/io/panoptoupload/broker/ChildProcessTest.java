package io.panoptoupload.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

class ChildProcessTest {
    private static final Duration LIMIT = Patience.LIMIT;
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Pattern READY = Pattern.compile("(.*): port (\\d+)");
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @TempDir Path directory;
    private Path output;

    @BeforeEach
    void nameTheOutput() {
        output = directory.resolve("logs/greeter.log");
    }

    @Test
    void is_waited_for_by_a_line_of_its_output_and_by_http() throws IOException {
        Path errors = directory.resolve("errors.log");
        try (ChildProcess greeter = greeter("world").errors(errors).start(output)) {
            assertThat(greeter.awaitLine(READY, LIMIT).group(1)).isEqualTo("Good day, world");
            greeter.awaitHttp(address(greeter), LIMIT);
            assertThat(output).content().startsWith("Good day");
            assertThat(errors).content().contains("a word of warning");
        }
    }

    @Test
    void ends_the_wait_at_once_when_it_ends() {
        ChildProcess greeter = greeter().start(output);
        assertThatThrownBy(() -> greeter.awaitLine(READY, Duration.ofDays(1)))
                .isInstanceOfSatisfying(
                        ChildFailure.class,
                        failure -> {
                            assertThat(failure.reason()).contains("greeter", "status 1");
                            assertThat(failure).hasMessageContaining("nobody to greet");
                        });
    }

    @Test
    void does_not_take_the_lines_of_an_earlier_process_for_its_own() throws IOException {
        Files.createDirectories(output.getParent());
        Files.writeString(output, "Earlier: port 1\n");
        try (ChildProcess greeter = greeter("world").start(output)) {
            assertThat(greeter.awaitLine(READY, LIMIT).group(1)).endsWith("world");
        }
    }

    @Test
    void responds_to_nothing_while_it_is_frozen() {
        try (ChildProcess greeter = greeter("world").start(output)) {
            URI address = address(greeter);
            greeter.freeze();
            assertThatThrownBy(() -> greeter.awaitHttp(address, MOMENT))
                    .isInstanceOf(ChildFailure.class);
            greeter.thaw();
            greeter.awaitHttp(address, LIMIT);
        }
    }

    @Test
    void is_stopped_in_order_by_a_parent_that_was_interrupted() {
        ChildProcess greeter = greeter("world").start(output);
        greeter.awaitLine(READY, LIMIT);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> greeter.awaitLine(Pattern.compile("never"), LIMIT))
                .isInstanceOf(ChildFailure.class);
        greeter.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(greeter.awaitExit(LIMIT)).isEqualTo(ENDED_BY_SIGTERM);
    }

    @Test
    void leaves_the_terminals_interrupt_to_its_parent() throws Exception {
        ChildProcess greeter = greeter("world").start(output);
        greeter.awaitLine(READY, LIMIT);
        new ProcessBuilder("kill", "-INT", Long.toString(greeter.pid())).start().waitFor();
        greeter.terminate();
        assertThat(greeter.awaitExit(LIMIT)).isEqualTo(ENDED_BY_SIGTERM);
    }

    private static URI address(ChildProcess greeter) {
        return URI.create("http://127.0.0.1:" + greeter.awaitLine(READY, LIMIT).group(2));
    }

    private static JavaCommand greeter(String... arguments) {
        return JavaCommand.mainClass(
                        "greeter", System.getProperty("java.class.path"), Greeter.class.getName())
                .environment("GREETING", "Good day")
                .arguments(arguments);
    }
}
