import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        List<Path> unformatted = new ArrayList<>();
        for (Path source : sources(Path.of(args[1]))) {
            String before = Files.readString(source);
            String after;
            try {
                String used = RemoveUnusedImports.removeUnusedImports(before);
                after =
                        FORMATTER.formatSource(
                                ImportOrderer.reorderImports(
                                        used, JavaFormatterOptions.Style.AOSP));
            } catch (FormatterException e) {
                System.err.println(source + ": cannot be read: " + e.getMessage());
                unformatted.add(source);
                continue;
            }
            if (after.equals(before)) {
                continue;
            }
            if (write) {
                Files.writeString(source, after);
                System.out.println("formatted " + source);
            } else {
                System.err.println(source + ": not in the project's format");
                unformatted.add(source);
            }
        }
        if (!unformatted.isEmpty()) {
            System.err.println(
                    unformatted.size()
                            + " file(s); fix with: mvn -N process-sources -Dformat=write");
            System.exit(1);
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
