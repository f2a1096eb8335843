package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program that Maven cannot bring. Where it is not installed, the test that asks for it is
 * skipped and says so; with {@code -Dchecks.required=true}, as in the project's own build, it
 * fails.
 */
record Tool(Path program) {
    static Tool named(String name, String debianPackage) {
        Optional<Path> found =
                Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1))
                        .map(directory -> Path.of(directory, name))
                        .filter(Files::isExecutable)
                        .findFirst();
        String absent = name + " is not installed; Debian's package " + debianPackage + " has it";
        if (found.isEmpty() && Boolean.getBoolean("checks.required")) {
            fail(absent);
        }
        Assumptions.assumeTrue(found.isPresent(), absent);
        return new Tool(found.orElseThrow());
    }

    /** Runs to the end, which must be a success. */
    String run(Path input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectInput(input.toFile())
                            .start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as("%s says:%n%s", command, output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String run(String... arguments) {
        return run(Path.of("/dev/null"), arguments);
    }
}
