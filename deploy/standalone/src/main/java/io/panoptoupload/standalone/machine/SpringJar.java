package io.panoptoupload.standalone.machine;

import io.panoptoupload.broker.ChildFailure;
import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.JavaCommand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarFile;

/** An executable jar with libraries in it, which only Spring Boot's own loader finds there. */
final class SpringJar {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private SpringJar() {}

    /**
     * Unpacks it by its own means: into a jar of the same name in the directory, with its libraries
     * beside it. A jar without libraries is copied.
     *
     * @param directory made, with its parents
     * @throws ChildFailure if it cannot be started
     * @throws IOException if it does not unpack itself
     */
    static void extract(Path jar, Path directory) throws IOException {
        try (JarFile content = new JarFile(jar.toFile())) {
            if (content.getEntry("BOOT-INF/lib/") == null) {
                Files.createDirectories(directory);
                Files.copy(jar, directory.resolve(jar.getFileName()));
                return;
            }
        }
        Path log = directory.resolveSibling("unpack.log");
        try (ChildProcess unpacking =
                JavaCommand.jar("unpacking of " + jar.getFileName(), jar)
                        .jvmOptions("-Djarmode=tools", "-XX:TieredStopAtLevel=1")
                        .arguments("extract", "--destination", directory.toString())
                        .start(log)) {
            if (unpacking.awaitExit(LIMIT) != 0) {
                throw new IOException(
                        "%s cannot be unpacked: %s".formatted(jar, unpacking.outputSoFar()));
            }
        }
    }
}
