package io.panoptoupload.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * The jar that a child finds {@link Leash} in. Apart from all else of this module, so that nothing
 * of it comes between the program and its own classes.
 */
final class LeashJar {
    private LeashJar() {}

    /**
     * Writes the jar into the directory unless it is there as it should be: a class-data archive is
     * valid only as long as the jars keep their times. Safe when several processes do so at once.
     */
    static Path in(Path directory) throws IOException {
        Path jar = directory.resolve(".leash.jar");
        byte[] content = content();
        if (Files.exists(jar) && Arrays.equals(Files.readAllBytes(jar), content)) {
            return jar;
        }
        Files.createDirectories(directory);
        Path written = Files.createTempFile(directory, ".leash", ".tmp");
        Files.write(written, content);
        return Files.move(
                written, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] content() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String classFile = Leash.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(bytes);
                InputStream content =
                        Objects.requireNonNull(
                                LeashJar.class.getResourceAsStream("Leash.class"), classFile)) {
            JarEntry entry = new JarEntry(classFile);
            entry.setTimeLocal(LocalDateTime.of(2000, 1, 1, 0, 0));
            jar.putNextEntry(entry);
            content.transferTo(jar);
            jar.closeEntry();
        }
        return bytes.toByteArray();
    }
}
