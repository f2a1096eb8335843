package io.panoptoupload.start.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.loader.tools.Libraries;
import org.springframework.boot.loader.tools.Repackager;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A jar packed as the executable ones are. */
class CheckedLayoutTest {
    private static final String NEEDED = System.getProperty("needed.java");

    @TempDir private static Path directory;
    private static Path jar;

    @BeforeAll
    static void pack() throws IOException {
        Path plain = directory.resolve("plain.jar");
        String file = Program.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(plain));
                InputStream content = Program.class.getResourceAsStream("/" + file)) {
            out.putNextEntry(new JarEntry(file));
            Objects.requireNonNull(content).transferTo(out);
            out.closeEntry();
        }
        jar = directory.resolve("program.jar");
        Repackager packing = new Repackager(plain.toFile());
        packing.setMainClass(Program.class.getName());
        packing.setLayoutFactory(new CheckedLayout());
        packing.setIncludeRelevantJarModeJars(false);
        packing.repackage(jar.toFile(), Libraries.NONE);
    }

    @Test
    void the_program_starts_with_its_arguments_and_ends_as_it_ends() throws Exception {
        assertThat(run(Path.of(System.getProperty("java.home")), "one", "two"))
                .isEqualTo(new Result(3, "started with [one, two]"));
    }

    @Test
    void a_java_that_is_too_old_is_named_in_one_line() throws Exception {
        List<Path> old = oldJavas();
        assumeThat(old).as("Javas below %s on this machine", NEEDED).isNotEmpty();
        for (Path home : old) {
            Result refused = run(home, "--version");
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.output())
                    .startsWith("program.jar needs Java " + NEEDED + " or later, and this is Java ")
                    .hasLineCount(1);
        }
    }

    /** No old Java need be there for this one. */
    @Test
    void the_class_in_front_can_be_read_by_java_8() throws IOException {
        try (JarFile packed = new JarFile(jar.toFile())) {
            String main = packed.getManifest().getMainAttributes().getValue("Main-Class");
            try (InputStream content =
                    packed.getInputStream(packed.getJarEntry(main.replace('.', '/') + ".class"))) {
                assertThat(content.readNBytes(8)).endsWith(0, 52);
            }
        }
    }

    private static List<Path> oldJavas() throws IOException {
        Path usual = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(usual)) {
            return List.of();
        }
        try (Stream<Path> homes = Files.list(usual)) {
            return homes.filter(CheckedLayoutTest::isOld).toList();
        }
    }

    private static boolean isOld(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return false;
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> Runtime.Version.parse(line.split("\"", -1)[1].split("_", -1)[0]))
                    .anyMatch(version -> version.feature() < Integer.parseInt(NEEDED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result run(Path home, String... arguments)
            throws IOException, InterruptedException {
        List<String> java = List.of(home.resolve("bin/java").toString(), "-jar", jar.toString());
        Process process =
                new ProcessBuilder(Stream.concat(java.stream(), Stream.of(arguments)).toList())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return new Result(process.waitFor(), output);
    }

    private record Result(int exit, String output) {}
}
