package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.app.CommandFolders;
import io.panoptoupload.worker.app.CommandInstallation;
import io.panoptoupload.worker.operator.CommandHere;
import io.panoptoupload.worker.operator.CommandWords;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands as an operator does. */
final class Shell {
    private static final long SECONDS = 60;

    private Shell() {}

    /** In this JVM, since a start of the packaged jar takes seconds. */
    static CommandHere.Result here(String... arguments) {
        return command(arguments).run();
    }

    /** In this JVM, on a terminal, until it ends by itself. */
    static CommandHere.Running onTerminal(String... arguments) {
        return command(arguments).start();
    }

    private static CommandHere command(String... arguments) {
        CommandWords words = CommandWords.of(arguments);
        return new CommandHere(
                words,
                () -> CommandInstallation.open(words.properties()),
                (wanted, findings) ->
                        CommandInstallation.check(words.properties(), wanted, findings),
                CommandFolders.of(words.properties()));
    }

    /** With the packaged jar. */
    static CommandHere.Result run(String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar"));
        command.add(System.getProperty("packaged.worker"));
        command.addAll(List.of(words));
        try {
            Path out = Files.createTempFile("command", ".out");
            Path err = Files.createTempFile("command", ".err");
            Process process =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            try {
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(
                            "%s did not end in %d s".formatted(List.of(words), SECONDS));
                }
                return new CommandHere.Result(
                        process.exitValue(),
                        Files.readString(out, UTF_8),
                        Files.readString(err, UTF_8));
            } finally {
                process.destroyForcibly();
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
