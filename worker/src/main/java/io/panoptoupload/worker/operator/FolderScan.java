package io.panoptoupload.worker.operator;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks through a watched directory: by polling, since network shares report no changes. What is
 * hidden is left out, and a directory that cannot be read is passed over, so that somebody's trash
 * or {@code lost+found} keeps nothing else from being uploaded.
 */
final class FolderScan {
    static final String DONE = "done";
    static final String FAILED = "failed";

    private final Path root;
    private final Consumer<String> notices;
    private final Set<Path> passedOver = new HashSet<>();

    /**
     * @param notices take a line for what is passed over
     */
    FolderScan(Path root, Consumer<String> notices) {
        this.root = root;
        this.notices = notices;
    }

    /**
     * A lecture as it lies there now.
     *
     * @param stamps size and time of each of its files, by which it is seen to be at rest
     */
    record Seen(Lecture lecture, Map<Path, Stamp> stamps) {
        /** With files that have changed since. */
        Seen with(Map<Path, Stamp> changed) {
            Map<Path, Stamp> now = new LinkedHashMap<>(stamps);
            now.putAll(changed);
            return new Seen(lecture, now);
        }

        Path first() {
            return media().getFirst();
        }

        /** Without captions and sidecar. */
        List<Path> media() {
            return lecture.files().files();
        }

        /** The same wherever the files are. */
        String fingerprint() {
            return lines(stamps).collect(Collectors.joining("\n"));
        }

        /** As the fingerprint, without captions and sidecar. */
        String recording() {
            Map<Path, Stamp> media = new LinkedHashMap<>(stamps);
            media.keySet().retainAll(media());
            return lines(media).collect(Collectors.joining("\n"));
        }
    }

    /** Of a fingerprint: one for each file, wherever it is. */
    static Stream<String> lines(Map<Path, Stamp> files) {
        return files.entrySet().stream()
                .map(each -> name(each.getKey()) + " " + each.getValue())
                .sorted();
    }

    /** On one line, though it may hold ends of lines. */
    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replace("\n", "\\n").replace("\r", "\\r");
    }

    /**
     * What distinguishes a file from another of its name.
     *
     * @param modified in milliseconds
     */
    record Stamp(long size, long modified) {
        static Stamp of(BasicFileAttributes attributes) {
            return new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis());
        }

        /** Null if there is no such file. */
        static @Nullable Stamp at(Path file) throws IOException {
            try {
                return of(
                        Files.readAttributes(
                                file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
            } catch (NoSuchFileException e) {
                return null;
            }
        }

        @Override
        public String toString() {
            return size + "@" + modified;
        }
    }

    /**
     * All lectures but those in {@code done} and {@code failed}, in the order of their paths.
     *
     * @param leftOut files that are of none
     */
    List<Seen> lectures(Set<Path> leftOut) throws IOException {
        List<Seen> seen = new ArrayList<>();
        files(root.resolve(DONE), root.resolve(FAILED))
                .forEach(files -> {
                    files.keySet().removeAll(leftOut);
                    for (Lecture each : Lecture.of(files.keySet())) {
                        Map<Path, Stamp> stamps = new LinkedHashMap<>();
                        each.all()
                                .forEach(file ->
                                        stamps.put(
                                                file, files.getOrDefault(file, new Stamp(0, 0))));
                        seen.add(new Seen(each, stamps));
                    }
                });
        return seen;
    }

    /**
     * The files of each directory, in the order of their paths; what is hidden is left out.
     *
     * @param leftOut directories
     */
    List<Map<Path, Stamp>> files(Path... leftOut) throws IOException {
        // A walk follows no link, not even where it starts.
        Path real = root.toRealPath();
        Walk walk = new Walk(real, Set.of(leftOut));
        Files.walkFileTree(real, walk);
        return List.copyOf(walk.files.values());
    }

    private final class Walk extends SimpleFileVisitor<Path> {
        private final Path real;
        private final Set<Path> leftOut;
        private final Map<Path, Map<Path, Stamp>> files = new TreeMap<>();
        private final Set<Path> denied = new HashSet<>();

        Walk(Path real, Set<Path> leftOut) {
            this.real = real;
            this.leftOut = leftOut;
        }

        /** Below the directory as it was given, by which the workers know its files. */
        private Path given(Path path) {
            return root.resolve(real.relativize(path));
        }

        private boolean isLeftOut(Path path) {
            boolean hidden = String.valueOf(path.getFileName()).startsWith(".");
            return (hidden && !path.equals(root)) || leftOut.contains(path);
        }

        @Override
        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            Path directory = given(path);
            return isLeftOut(directory) || !isNamed(directory)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            Path file = given(path);
            if (attributes.isRegularFile() && !isLeftOut(file) && isNamed(file)) {
                files.computeIfAbsent(file.getParent(), _ -> new TreeMap<>())
                        .put(file, Stamp.of(attributes));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path at, IOException fault) throws IOException {
            Path path = given(at);
            boolean removed = fault instanceof NoSuchFileException && !path.equals(root);
            if (removed || isLeftOut(path)) {
                return FileVisitResult.CONTINUE;
            }
            Path directory = path;
            if (!path.equals(root) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                // One that may be listed but not entered refuses what is in it.
                directory = requireNonNull(path.getParent());
            }
            deny(directory, fault);
            return FileVisitResult.CONTINUE;
        }

        private void deny(Path directory, IOException fault) throws IOException {
            if (!(fault instanceof FileSystemException) || isIndispensable(directory)) {
                throw fault;
            }
            denied.add(directory);
            passOver(directory, "cannot be read; passed over until it can");
        }

        @Override
        public FileVisitResult postVisitDirectory(Path path, @Nullable IOException fault)
                throws IOException {
            Path directory = given(path);
            if (fault != null) {
                deny(directory, fault);
            }
            if (denied.contains(directory)) {
                // Half a lecture would be taken for a whole one.
                files.remove(directory);
            } else {
                passedOver.remove(directory);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /** Whether a name below the root can stand in the plan of moves. */
    private boolean isNamed(Path path) {
        Optional<String> fault = NameEncoding.fault(root.relativize(path));
        fault.ifPresent(why -> passOver(path, "passed over, since " + why));
        return fault.isEmpty();
    }

    private void passOver(Path path, String why) {
        if (passedOver.add(path)) {
            notices.accept(path + ": " + why);
        }
    }

    /** Without the reasons of failures a retry would be taken for a new upload. */
    private boolean isIndispensable(Path directory) {
        return directory.equals(root) || directory.startsWith(root.resolve(FAILED));
    }
}
