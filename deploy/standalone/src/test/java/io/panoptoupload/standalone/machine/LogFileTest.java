package io.panoptoupload.standalone.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

class LogFileTest {
    private static final long LIMIT = 1_000;

    @TempDir Path directory;
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("logs/worker.log");
    }

    @Test
    void copies_what_is_new_and_nothing_else() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "yesterday\n");
        try (LogFile _ = LogFile.follow(file, LIMIT, copy)) {
            append("today\n");
            await().untilAsserted(() -> assertThat(copied()).isEqualTo("today\n"));
        }
    }

    @Test
    void copies_the_last_lines_when_it_is_closed() throws IOException {
        LogFile log = LogFile.follow(file, LIMIT, copy);
        append("last words\n");
        log.close();
        assertThat(copied()).isEqualTo("last words\n");
    }

    @Test
    void restarts_when_it_is_long_while_the_writer_keeps_it_open() throws IOException {
        String line = "x".repeat(600) + "\n";
        Files.createDirectories(file.getParent());
        try (OutputStream writer =
                        Files.newOutputStream(
                                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                LogFile _ = LogFile.follow(file, LIMIT, copy)) {
            writer.write((line + line).getBytes(StandardCharsets.UTF_8));
            await().untilAsserted(() -> assertThat(file).hasSize(0));
            writer.write("new page\n".getBytes(StandardCharsets.UTF_8));
            await().untilAsserted(() -> assertThat(copied()).endsWith("new page\n"));
        }
        assertThat(file).hasContent("new page\n");
        assertThat(directory.resolve("logs/worker.log.1")).hasContent(line + line);
        assertThat(copied()).isEqualTo(line + line + "new page\n");
    }

    @Test
    void is_cut_and_copied_on_even_where_the_old_part_cannot_be_kept() throws IOException {
        Files.createDirectories(directory.resolve("logs/worker.log.1/no-room"));
        try (LogFile _ = LogFile.follow(file, LIMIT, copy)) {
            append("x".repeat(1200));
            await().untilAsserted(() -> assertThat(file).hasSize(0));
            append("more\n");
            await().untilAsserted(() -> assertThat(copied()).endsWith("more\n"));
        }
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String copied() {
        return copy.toString(StandardCharsets.UTF_8);
    }
}
