package io.panoptoupload.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;

/**
 * What a JVM knows of its classes once it has loaded them (CDS). The first child of a program that
 * ends in order leaves the archive behind, and each later one starts with it, at about half the
 * CPU. One archive for each class path, kept in the directory that the system property {@value
 * #DIRECTORY} names; without the property there are none.
 */
final class ClassArchive {
    static final String DIRECTORY = "class.archives";

    /** SIGTERM ends a JVM in order, and with this status. */
    private static final int TERMINATED = 143;

    private static final Set<Path> BEING_MADE = ConcurrentHashMap.newKeySet();

    private final Path archive;
    private final Path unfinished;
    private final boolean makes;

    private ClassArchive(Path archive, boolean makes) {
        this.archive = archive;
        // of this parent alone: two may make the same one at once, and the later move wins
        unfinished =
                archive.resolveSibling(archive.getFileName() + "." + ProcessHandle.current().pid());
        this.makes = makes;
    }

    /** Where archives and the leash are kept, if anywhere. */
    static Optional<Path> directory() {
        return Optional.ofNullable(System.getProperty(DIRECTORY)).map(Path::of);
    }

    /** For a program of jars only: the JVM makes no archive of classes in directories. */
    static Optional<ClassArchive> of(String mainClass, String classPath, List<String> jvmOptions)
            throws IOException {
        Optional<Path> directory = directory();
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        List<Path> jars = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (!Files.isRegularFile(Path.of(entry))) {
                return Optional.empty();
            }
            jars.add(Path.of(entry).toAbsolutePath());
        }
        String program = mainClass.substring(mainClass.lastIndexOf('.') + 1);
        Path archive =
                directory.get().resolve(program + "-" + fingerprint(jars, jvmOptions) + ".jsa");
        boolean makes = !Files.exists(archive) && BEING_MADE.add(archive);
        return makes || Files.exists(archive)
                ? Optional.of(new ClassArchive(archive, makes))
                : Optional.empty();
    }

    private static String fingerprint(List<Path> jars, List<String> jvmOptions) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(Runtime.version().toString().getBytes(UTF_8));
        crc.update(String.join(" ", jvmOptions).getBytes(UTF_8));
        for (Path jar : jars) {
            add(crc, jar);
            try (JarFile opened = new JarFile(jar.toFile())) {
                for (String named : namedIn(opened.getManifest())) {
                    add(crc, jar.resolveSibling(named));
                }
            }
        }
        return HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    private static List<String> namedIn(Manifest manifest) {
        return Optional.ofNullable(manifest)
                .map(of -> of.getMainAttributes().getValue(Attributes.Name.CLASS_PATH))
                .map(names -> List.of(names.split(" ", -1)))
                .orElse(List.of());
    }

    private static void add(CRC32 crc, Path jar) throws IOException {
        BasicFileAttributes file = Files.readAttributes(jar, BasicFileAttributes.class);
        String identity = jar + " " + file.size() + " " + file.lastModifiedTime().toMillis() + "\n";
        crc.update(identity.getBytes(UTF_8));
    }

    List<String> jvmOptions() {
        if (!makes) {
            return List.of("-XX:SharedArchiveFile=" + archive);
        }
        // hundreds of warnings name classes that cannot be archived
        return List.of(
                "-XX:ArchiveClassesAtExit=" + unfinished,
                "-Xlog:disable",
                "-Xlog:all=error:stderr");
    }

    /** Keeps what the child has written when it ends. */
    void follow(Process child) {
        if (makes) {
            Thread.startVirtualThread(() -> keep(child.onExit().join().exitValue()));
        }
    }

    private void keep(int status) {
        try {
            if (status == 0 || status == TERMINATED) {
                Files.move(
                        unfinished,
                        archive,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(unfinished);
            }
        } catch (NoSuchFileException _) {
            // ended before it could write one: the next child makes it
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep " + archive, e);
        } finally {
            BEING_MADE.remove(archive);
        }
    }
}
