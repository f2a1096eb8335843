package io.panoptoupload.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The directories that the worker may read, where command line or environment name them; what else
 * may say it, such as a file of properties, is not known here.
 */
record FileRoots(List<Path> directories) {
    static final String PROPERTY = "worker.sources.file-roots";

    /** Spring takes both spellings. */
    static final List<String> VARIABLES =
            List.of("WORKER_SOURCES_FILEROOTS", "WORKER_SOURCES_FILE_ROOTS");

    /** As the worker finds them: an argument counts more than a variable. */
    static FileRoots of(Map<String, String> properties, Map<String, String> environment) {
        String ofEnvironment =
                VARIABLES.stream()
                        .map(name -> environment.getOrDefault(name, ""))
                        .filter(each -> !each.isEmpty())
                        .findFirst()
                        .orElse("");
        String text = properties.getOrDefault(PROPERTY, ofEnvironment);
        return new FileRoots(
                Stream.of(text.split(",", -1))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .map(Path::of)
                        .toList());
    }

    /** Whether they are known, and the directory is in none of them. */
    boolean leaveOut(Path directory) {
        Path real = real(directory);
        return !directories.isEmpty()
                && directories.stream().noneMatch(root -> real.startsWith(real(root)));
    }

    /** Without links, which the worker does not follow out of its directories. */
    private static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            return directory.toAbsolutePath().normalize();
        }
    }

    /** With that directory besides, as it can be pasted. */
    String with(Path directory) {
        return "--%s=%s"
                .formatted(
                        PROPERTY,
                        String.join(
                                ",",
                                Stream.concat(directories.stream(), Stream.of(directory))
                                        .map(Path::toString)
                                        .toList()));
    }
}
