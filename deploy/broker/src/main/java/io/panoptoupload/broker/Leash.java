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
 * Ends a child JVM when its parent is gone. It is loaded as a Java agent, so that any program can
 * be started as it is, and reads standard input: the other end of that pipe belongs to the parent,
 * and the kernel closes it however the parent dies, {@code kill -9} included.
 *
 * <p>A terminal sends Ctrl-C to parent and children alike. The child ignores it, so that the parent
 * can stop its children in their order.
 */
public final class Leash {
    private static final long GRACE_MILLIS = 5_000;

    private Leash() {}

    /** Called by the child's JVM before its main class. */
    public static void premain(String arguments) throws ReflectiveOperationException {
        ignore("INT");
        ignore("HUP");
        Thread.ofPlatform().daemon().name("leash").start(Leash::awaitParentsEnd);
    }

    /** By reflection, since the compiler warns of sun.misc.Signal, for which there is no other. */
    private static void ignore(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        signal.getMethod("handle", signal, handler)
                .invoke(
                        null,
                        signal.getConstructor(String.class).newInstance(name),
                        handler.getField("SIG_IGN").get(null));
    }

    private static void awaitParentsEnd() {
        try {
            while (System.in.read() >= 0) {
                // what the parent writes is of no interest: only the end is
            }
        } catch (IOException _) {
            // a broken pipe says the same as its end
        }
        Thread.ofPlatform().daemon().name("leash-halt").start(Leash::haltAfterGrace);
        System.exit(1);
    }

    private static void haltAfterGrace() {
        try {
            Thread.sleep(GRACE_MILLIS);
        } catch (InterruptedException _) {
            // halt at once
        }
        Runtime.getRuntime().halt(1);
    }

    /** Writes the agent's jar into the directory; safe when several processes do so at once. */
    static Path writeJar(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", Leash.class.getName());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String classFile = Leash.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                InputStream content =
                        Objects.requireNonNull(
                                Leash.class.getResourceAsStream("Leash.class"), classFile)) {
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
