package io.panoptoupload.broker;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process appends to a file.
 *
 * @param from the file's length when the process began
 */
record ProcessOutput(Path file, long from) {
    private static final int LAST_LINES = 25;

    static ProcessOutput appendedTo(Path file) throws IOException {
        return new ProcessOutput(file, Files.exists(file) ? Files.size(file) : 0);
    }

    String soFar() {
        // not a channel, which an interrupt would close under whoever explains the interrupt
        try (InputStream content = new FileInputStream(file.toFile())) {
            // a file that was cut meanwhile has lost what was there before
            if (from <= Files.size(file)) {
                content.skipNBytes(from);
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** A line that is still being written could match with half a number. */
    String completeLines() {
        String text = soFar();
        return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    String lastLines() {
        List<String> lines = soFar().lines().toList();
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
