package io.panoptoupload.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The packaged program, and a copy of it with another worker inside. */
final class StandaloneJar {
    static final Path PACKAGED = Path.of("target/panopto-standalone.jar").toAbsolutePath();

    private StandaloneJar() {}

    static Path withWorker(Class<?> program, Path directory) throws IOException {
        Path copy = Files.copy(PACKAGED, directory.resolve("panopto-standalone.jar"));
        try (FileSystem jar = FileSystems.newFileSystem(copy);
                OutputStream worker =
                        Files.newOutputStream(
                                jar.getPath(
                                        "BOOT-INF/classes/programs/panopto-upload-worker.jar"))) {
            write(program, worker);
        }
        return copy;
    }

    /** A jar of a stand-in alone. */
    static Path of(Class<?> program, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar)) {
            write(program, out);
        }
        return jar;
    }

    private static void write(Class<?> program, OutputStream out) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, program.getName());
        String file = program.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(out, manifest);
                InputStream content =
                        Objects.requireNonNull(
                                program.getResourceAsStream(program.getSimpleName() + ".class"))) {
            jar.putNextEntry(new JarEntry(file));
            content.transferTo(jar);
            jar.closeEntry();
        }
    }
}
