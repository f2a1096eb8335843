package io.panoptoupload.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The jar that {@link Leash} is loaded from as an agent. Apart from the agent itself, because in a
 * child that has children of its own the agent's class comes from another class loader than this.
 */
final class LeashJar {
    private LeashJar() {}

    /** Writes the agent's jar into the directory; safe when several processes do so at once. */
    static Path write(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", Leash.class.getName());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String classFile = Leash.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                InputStream content =
                        Objects.requireNonNull(
                                LeashJar.class.getResourceAsStream("Leash.class"), classFile)) {
            jar.putNextEntry(new JarEntry(classFile));
            content.transferTo(jar);
            jar.closeEntry();
        }
        Path written = Files.createTempFile(directory, ".leash", ".tmp");
        Files.write(written, bytes.toByteArray());
        return Files.move(
                written,
                directory.resolve(".leash.jar"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
