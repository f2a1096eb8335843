package io.panoptoupload.standalone.machine;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The programs, unpacked from the standalone's jar.
 *
 * @param brokerClassPath of Kafka and what starts it
 * @param classArchives a directory where the JVM keeps the classes of each program; null for none
 */
public record Installation(
        String brokerClassPath, Path workerJar, Path simulatorJar, @Nullable Path classArchives) {
    private static final String LIBRARIES = "BOOT-INF/lib/";
    private static final String PROGRAMS = "BOOT-INF/classes/programs/";

    /**
     * Unpacks into a directory named after the jar's content, unless that was done before, and
     * removes those of other versions. The caller must own the directory.
     */
    public static Installation unpack(Path jar, Path directory) throws IOException {
        try (JarFile content = new JarFile(jar.toFile())) {
            List<JarEntry> entries =
                    content.stream()
                            .filter(entry -> !entry.isDirectory() && isUnpacked(entry.getName()))
                            .toList();
            Path version = directory.resolve(fingerprint(entries));
            if (!Files.exists(version)) {
                unpack(content, entries, version);
            }
            removeOthers(directory, version);
            return in(version);
        }
    }

    private static boolean isUnpacked(String name) {
        return name.startsWith(LIBRARIES) || name.startsWith(PROGRAMS);
    }

    /** By content and not by version number: a snapshot changes without changing its number. */
    private static String fingerprint(List<JarEntry> entries) {
        CRC32 crc = new CRC32();
        for (JarEntry entry : entries) {
            String identity = entry.getName() + ' ' + entry.getSize() + ' ' + entry.getCrc() + '\n';
            crc.update(identity.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    private static void unpack(JarFile content, List<JarEntry> entries, Path version)
            throws IOException {
        Path unfinished = version.resolveSibling(version.getFileName() + ".unfinished");
        Directories.delete(unfinished);
        Files.createDirectories(unfinished);
        for (JarEntry entry : entries) {
            String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
            Path folder = unfinished.resolve(entry.getName().startsWith(LIBRARIES) ? "broker" : "");
            Files.createDirectories(folder);
            try (InputStream stream = content.getInputStream(entry)) {
                Files.copy(stream, folder.resolve(name));
            }
        }
        Files.move(unfinished, version, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void removeOthers(Path directory, Path version) throws IOException {
        try (Stream<Path> versions = Files.list(directory)) {
            for (Path other : versions.filter(path -> !path.equals(version)).toList()) {
                Directories.delete(other);
            }
        }
    }

    /** Where the JVM keeps the classes of one program; null for nowhere. */
    @Nullable Path classArchive(String program) {
        return classArchives == null ? null : classArchives.resolve(program + ".jsa");
    }

    /** Options of the JVM of what runs for long, as {@code java @FILE} reads them. */
    Path jvmOptions() {
        return simulatorJar.resolveSibling("jvm.options");
    }

    private static Installation in(Path version) throws IOException {
        try (Stream<Path> jars = Files.list(version.resolve("broker"))) {
            return new Installation(
                    jars.map(Path::toString)
                            .sorted()
                            .collect(Collectors.joining(File.pathSeparator)),
                    version.resolve("panopto-upload-worker.jar"),
                    version.resolve("panopto-simulator.jar"),
                    null);
        }
    }

    /**
     * For programs that start again and again: the worker's libraries beside it, from where the JVM
     * can keep their classes. Unpacked unless that was done before.
     */
    public Installation forManyStarts() throws IOException, InterruptedException {
        Path archives = Files.createDirectories(workerJar.resolveSibling("class-archives"));
        Path directory = workerJar.resolveSibling("worker");
        extract(workerJar, directory);
        Path worker = directory.resolve(workerJar.getFileName());
        return new Installation(brokerClassPath, worker, simulatorJar, archives);
    }

    /**
     * Likewise another jar, which may be a newer one at the next start: where it is started from.
     * The jar itself where no classes are kept.
     */
    Path forManyStarts(Path jar) throws IOException {
        if (classArchives == null) {
            return jar;
        }
        Path directory = classArchives.resolveSibling(jar.getFileName() + ".unpacked");
        Path version;
        try (JarFile content = new JarFile(jar.toFile())) {
            version = directory.resolve(fingerprint(content.stream().toList()));
        }
        Files.createDirectories(directory);
        extract(jar, version);
        removeOthers(directory, version);
        return version.resolve(jar.getFileName());
    }

    /** The whole of it or nothing, unless that was done before. */
    private static void extract(Path jar, Path directory) throws IOException {
        if (!Files.exists(directory)) {
            Path unfinished = directory.resolveSibling(directory.getFileName() + ".unfinished");
            Directories.delete(unfinished);
            SpringJar.extract(jar, unfinished);
            Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
