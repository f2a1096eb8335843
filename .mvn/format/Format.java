import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Checks the format of every Java source below a directory, or with {@code write} fixes it.
 *
 * <p>The formatter reads the sources with the compiler of the JDK it runs on, so it cannot run
 * inside a Maven that runs on JDK 17; the build starts this program with the toolchain's JDK
 * instead.
 */
final class Format {
    private static final Formatter FORMATTER =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    public static void main(String[] args) throws IOException {
        boolean write = args[0].equals("write");
        List<String> faults =
                sources(Path.of(args[1])).parallelStream()
                        .map(source -> fault(source, write))
                        .flatMap(Optional::stream)
                        .toList();
        if (!faults.isEmpty()) {
            faults.forEach(System.err::println);
            System.err.println(
                    faults.size() + " file(s); fix with: mvn -N process-sources -Dformat=write");
            System.exit(1);
        }
    }

    /** What is wrong with a source and stays so. */
    private static Optional<String> fault(Path source, boolean write) {
        try {
            String before = Files.readString(source);
            String used = RemoveUnusedImports.removeUnusedImports(before);
            String after =
                    FORMATTER.formatSource(
                            ImportOrderer.reorderImports(used, JavaFormatterOptions.Style.AOSP));
            if (after.equals(before)) {
                return Optional.empty();
            }
            if (!write) {
                return Optional.of(source + ": not in the project's format");
            }
            Files.writeString(source, after);
            System.out.println("formatted " + source);
            return Optional.empty();
        } catch (FormatterException e) {
            return Optional.of(source + ": cannot be read: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> !root.relativize(f).toString().matches("(.*/)?target/.*"))
                    .sorted()
                    .toList();
        }
    }
}
