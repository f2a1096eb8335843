package io.panoptoupload.worker.operator;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Looks through a watched directory: by polling, since network shares report no changes. {@code
 * done}, {@code failed} and what is hidden are left out.
 */
final class FolderScan {
    static final String DONE = "done";
    static final String FAILED = "failed";

    private final Path root;

    FolderScan(Path root) {
        this.root = root;
    }

    /**
     * A lecture as it lies there now.
     *
     * @param stamps size and time of each of its files, by which it is seen to be at rest
     */
    record Seen(Lecture lecture, Map<Path, Stamp> stamps) {
        /** The same wherever the files are. */
        String fingerprint() {
            return stamps.entrySet().stream()
                    .map(each -> each.getKey().getFileName() + " " + each.getValue())
                    .sorted()
                    .collect(Collectors.joining("\n"));
        }
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

        @Override
        public String toString() {
            return size + "@" + modified;
        }
    }

    /** All lectures, in the order of their paths. */
    List<Seen> lectures() throws IOException {
        Map<Path, Map<Path, Stamp>> directories = new TreeMap<>();
        visit(directories);
        List<Seen> seen = new ArrayList<>();
        directories
                .values()
                .forEach(files -> {
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

    private void visit(Map<Path, Map<Path, Stamp>> directories) throws IOException {
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        return isLeftOut(directory)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile()) {
                            directories
                                    .computeIfAbsent(file.getParent(), _ -> new TreeMap<>())
                                    .put(file, Stamp.of(attributes));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException fault)
                            throws IOException {
                        // Removed during the scan.
                        if (fault instanceof NoSuchFileException && !file.equals(root)) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw fault;
                    }
                });
    }

    private boolean isLeftOut(Path directory) {
        Path parent = directory.getParent();
        String name = String.valueOf(directory.getFileName());
        boolean ours = root.equals(parent) && (name.equals(DONE) || name.equals(FAILED));
        return !directory.equals(root) && (ours || name.startsWith("."));
    }
}
