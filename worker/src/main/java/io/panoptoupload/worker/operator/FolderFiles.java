package io.panoptoupload.worker.operator;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a watched directory's lectures become: moved to {@code done} or {@code failed}. A lecture
 * has several files, so that a plan is written before the first is moved, and what is left of it is
 * carried out before anything else: half a lecture is never taken for a whole one.
 */
final class FolderFiles {
    /** Hidden, so that no scan reads it. */
    static final String OWN = ".panopto-upload";

    private static final String REASON = ".failed.json";

    private final Path root;
    private final Path plan;
    private final JsonMapper json;
    private final FolderScan scan;

    FolderFiles(Path root, JsonMapper json, FolderScan scan) {
        this.root = root;
        this.plan = root.resolve(OWN).resolve("plan.json");
        this.json = json;
        this.scan = scan;
    }

    /**
     * What is to be done.
     *
     * @param moves from and to, below the directory
     * @param reason of a lecture that has failed, and the file that it goes into
     */
    private record Plan(
            List<Move> moves, @Nullable FailedUpload reason, @Nullable String reasonFile) {}

    /**
     * One of them.
     *
     * @param stamp of the file that is meant; whatever else lies there is none of the lecture's
     * @param copy whether it stays as well, for another lecture
     */
    private record Move(String from, String to, FolderScan.Stamp stamp, boolean copy) {}

    /**
     * Moves the rest of a lecture whose files were moved in part, by a process that ended or by
     * this one. Before that nothing may be taken: what is left of it looks like a lecture of its
     * own.
     */
    void finishMoves() throws IOException {
        Path own = root.resolve(OWN);
        if (!Files.isDirectory(own)) {
            // Not the root: where a share is away there is nothing to be uploaded, and none done.
            Files.createDirectory(own);
        }
        if (Files.exists(plan)) {
            carryOut();
        }
    }

    /**
     * Those files of a lecture in whose place others lie now. They were never uploaded, so that
     * nothing of the lecture may be moved.
     */
    List<Path> replaced(FolderScan.Seen seen) throws IOException {
        List<Path> replaced = new ArrayList<>();
        for (Map.Entry<Path, FolderScan.Stamp> each : seen.stamps().entrySet()) {
            FolderScan.@Nullable Stamp now = stamp(each.getKey());
            if (now != null && !now.equals(each.getValue())) {
                replaced.add(each.getKey());
            }
        }
        return replaced;
    }

    void toDone(FolderScan.Seen seen) throws IOException {
        move(seen, FolderScan.DONE, null);
    }

    /** With the reason beside it. */
    void toFailed(FolderScan.Seen seen, FailedUpload reason) throws IOException {
        move(seen, FolderScan.FAILED, reason);
    }

    /** By their fingerprints, the lectures that have failed; also those that were put back. */
    Map<String, FailedUpload> failed() throws IOException {
        Map<String, FailedUpload> failed = new HashMap<>();
        for (Path each : reasons()) {
            @Nullable FailedUpload reason = read(each);
            if (reason != null) {
                failed.put(reason.fingerprint(), reason);
            }
        }
        return failed;
    }

    /** Drops the reason of a lecture that is tried again. */
    void forget(FailedUpload retried) throws IOException {
        for (Path each : reasons()) {
            @Nullable FailedUpload reason = read(each);
            if (reason != null && reason.fingerprint().equals(retried.fingerprint())) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** Below {@code failed}, and wherever one was put back along with its lecture. */
    private List<Path> reasons() throws IOException {
        return scan.files(root.resolve(FolderScan.DONE)).stream()
                .flatMap(files -> files.keySet().stream())
                .filter(file -> file.toString().endsWith(REASON))
                .toList();
    }

    private @Nullable FailedUpload read(Path file) throws IOException {
        try {
            return json.readValue(Files.readAllBytes(file), FailedUpload.class);
        } catch (JacksonException e) {
            // Not a file of this program.
            return null;
        }
    }

    private void move(FolderScan.Seen seen, String where, @Nullable FailedUpload reason)
            throws IOException {
        finishMoves();
        Lecture lecture = seen.lecture();
        Map<Path, FolderScan.Stamp> stamps = new LinkedHashMap<>(seen.stamps());
        Set<Path> shared = sharedFiles(lecture);
        if (reason == null) {
            stamps.keySet().removeAll(shared);
        }
        List<Path> names = stamps.keySet().stream().map(Path::getFileName).toList();
        String name = reason == null ? null : lecture.name();
        Path directory = free(destination(seen, where), seen.fingerprint().hashCode(), names, name);
        List<Move> moves = new ArrayList<>();
        stamps.forEach((file, stamp) -> {
            String to = below(directory.resolve(file.getFileName()));
            moves.add(new Move(below(file), to, stamp, shared.contains(file)));
        });
        String reasonFile = name == null ? null : below(directory.resolve(name + REASON));
        write(plan, json.writeValueAsBytes(new Plan(moves, reason, reasonFile)));
        carryOut();
    }

    /**
     * Captions and a sidecar that another recording of the same name has as well. They stay until
     * the last of these has ended, since the workers read them, and its request follows from them
     * after a restart. One that has failed gets copies: it is known by all of its files when it is
     * put back.
     */
    private static Set<Path> sharedFiles(Lecture lecture) throws IOException {
        List<Path> media = lecture.files().files();
        Path directory = media.getFirst().getParent();
        if (directory == null || lecture.all().size() == media.size()) {
            return Set.of();
        }
        return lectures(directory, lecture.name()).stream()
                .filter(other -> Collections.disjoint(other.files().files(), media))
                .flatMap(other -> other.all().stream())
                .collect(Collectors.toSet());
    }

    /** Whether a lecture of a name lies there, whose reason is not to be replaced. */
    private static boolean holds(Path directory, String name) throws IOException {
        return Files.isDirectory(directory)
                && lectures(directory, name).stream().anyMatch(each -> each.name().equals(name));
    }

    /** Those whose files begin with a name; of a large directory no others are looked at. */
    private static List<Lecture> lectures(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return Lecture.of(
                    files.filter(file -> file.getFileName().toString().startsWith(name))
                            .filter(Files::isRegularFile)
                            .toList());
        }
    }

    private String below(Path file) {
        return root.relativize(file).toString();
    }

    private Path destination(FolderScan.Seen seen, String where) {
        Path first = seen.lecture().files().files().getFirst();
        Path below = root.relativize(first).getParent();
        Path directory = root.resolve(where);
        return below == null ? directory : directory.resolve(below);
    }

    private void carryOut() throws IOException {
        Plan todo = readPlan();
        if (todo.reason() != null && todo.reasonFile() != null) {
            Path file = root.resolve(todo.reasonFile());
            Files.createDirectories(file.getParent());
            write(file, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(todo.reason()));
        }
        for (Move each : todo.moves()) {
            Path from = root.resolve(each.from());
            // Or else it has been moved, and something else may have been put there since.
            if (each.stamp().equals(stamp(from))) {
                carryOut(each, from, root.resolve(each.to()));
            }
        }
        Files.delete(plan);
    }

    private Plan readPlan() throws IOException {
        try {
            return json.readValue(Files.readAllBytes(plan), Plan.class);
        } catch (JacksonException e) {
            // Half a lecture may lie here still, which nothing but a person can tell now.
            throw new IOException(
                    plan + ": is no plan of moves; see what is left of that lecture, and remove it",
                    e);
        }
    }

    private static void carryOut(Move move, Path from, Path to) throws IOException {
        Path directory = requireNonNull(to.getParent());
        Files.createDirectories(directory);
        if (move.copy()) {
            copy(from, to);
        } else {
            // Beside what has taken its place since the plan was written, if anything has.
            List<Path> names = List.of(to.getFileName());
            Path free = free(directory, move.stamp().hashCode(), names, null);
            Files.createDirectories(free);
            Files.move(from, free.resolve(to.getFileName()));
        }
    }

    /** With its time, by which it is known. What a kill has left of a copy is replaced. */
    private static void copy(Path from, Path to) throws IOException {
        try {
            Files.copy(
                    from,
                    to,
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AccessDeniedException e) {
            // That may be what the lecture failed of; it must not keep the plan from its end.
        }
    }

    /**
     * The directory itself, or one below it if others of these names have gone the same way.
     *
     * @param hash what that one is called by, and if it is taken as well, the next ones
     * @param lecture that no other one of its name may lie beside; null: any may
     */
    private static Path free(Path directory, int hash, List<Path> names, @Nullable String lecture)
            throws IOException {
        Path free = directory;
        for (int i = hash; isTaken(free, names, lecture); i++) {
            free = directory.resolve(Integer.toHexString(i));
        }
        return free;
    }

    private static boolean isTaken(Path directory, List<Path> names, @Nullable String lecture)
            throws IOException {
        return names.stream()
                        .anyMatch(name ->
                                Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS))
                || (lecture != null && holds(directory, lecture));
    }

    /** Null if there is no such file. */
    private static FolderScan.@Nullable Stamp stamp(Path file) throws IOException {
        try {
            return FolderScan.Stamp.of(
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** As a whole, or not at all. */
    private static void write(Path file, byte[] content) throws IOException {
        Path half = file.resolveSibling("." + file.getFileName() + ".tmp");
        // A power cut must not leave a plan without its content.
        Files.write(
                half,
                content,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        try {
            Files.move(
                    half,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
