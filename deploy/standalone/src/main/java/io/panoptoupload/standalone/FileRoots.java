package io.panoptoupload.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The directories that the worker may read, where command line or environment name them as they
 * are; what a file of properties, JSON, a placeholder or a list by its elements say is not known
 * here, and left to the worker.
 */
record FileRoots(List<Path> directories) {
    static final String PROPERTY = "worker.sources.file-roots";

    private static final String PLAIN = plain(PROPERTY);

    /** As the worker finds them: an argument counts more than JSON, and JSON than a variable. */
    static FileRoots of(Map<String, String> properties, Map<String, String> environment) {
        List<String> configured = configured(properties);
        if (configured.isEmpty() && !hasJson(properties) && !hasJson(environment)) {
            configured = configured(environment);
        }
        String text = configured.size() == 1 ? configured.getFirst() : "";
        return new FileRoots(
                text.contains("${")
                        ? List.of()
                        : Stream.of(text.split(",", -1))
                                .map(String::strip)
                                .filter(each -> !each.isEmpty())
                                .map(Path::of)
                                .toList());
    }

    /** Values under the name of the list; for one of its elements, what is read as nothing. */
    private static List<String> configured(Map<String, String> source) {
        return source.entrySet().stream()
                .filter(entry -> plain(entry.getKey()).startsWith(PLAIN))
                .map(entry -> plain(entry.getKey()).equals(PLAIN) ? entry.getValue() : "")
                .toList();
    }

    private static boolean hasJson(Map<String, String> source) {
        return source.keySet().stream()
                .anyMatch(name -> plain(name).equals("springapplicationjson"));
    }

    /** Without what Spring's spellings of a name differ in. */
    static String plain(String name) {
        return name.replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
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
