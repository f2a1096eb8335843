package io.panoptoupload.worker.operator;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Moves lectures. They have several files, so that a plan is written before the first is moved, and
 * what is left of it is carried out before anything else: half a lecture is never taken for a whole
 * one.
 */
final class FolderMoves {
    /** Hidden, so that no scan reads it. */
    static final String OWN = ".panopto-upload";

    private final Path root;
    private final Path plan;
    private final JsonMapper json;

    FolderMoves(Path root, JsonMapper json) {
        this.root = root;
        this.plan = root.resolve(OWN).resolve("plan.json");
        this.json = json;
    }

    /**
     * What is to be done.
     *
     * @param moves from and to, below the directory
     * @param reason of a lecture that has failed, and the file that it goes into
     * @param removed what is dropped with it; null in plans of earlier versions
     */
    record Plan(
            List<Move> moves,
            @Nullable FailedUpload reason,
            @Nullable String reasonFile,
            @Nullable List<String> removed) {}

    /**
     * One of them.
     *
     * @param stamp of the file that is meant; whatever else lies there is none of the lecture's
     * @param copy whether it stays as well, for another lecture
     */
    record Move(String from, String to, FolderScan.Stamp stamp, boolean copy) {}

    /**
     * Moves the rest of a lecture whose files were moved in part, by a process that ended or by
     * this one. Before that nothing may be taken: what is left of it looks like a lecture of its
     * own.
     */
    void finish() throws IOException {
        Path own = root.resolve(OWN);
        if (!Files.isDirectory(own)) {
            // Not the root: where a share is away there is nothing to be uploaded, and none done.
            Files.createDirectory(own);
        }
        if (Files.exists(plan)) {
            carryOut();
        }
    }

    void carryOut(Plan todo) throws IOException {
        write(plan, json.writeValueAsBytes(todo));
        carryOut();
    }

    private void carryOut() throws IOException {
        Plan todo = readPlan();
        if (todo.reason() != null && todo.reasonFile() != null) {
            Path file = root.resolve(todo.reasonFile());
            FolderModes.createDirectories(requireNonNull(file.getParent()));
            write(file, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(todo.reason()));
            FolderModes.inherit(file);
        }
        for (Move each : todo.moves()) {
            Path from = root.resolve(each.from());
            // Or else it has been moved, and something else may have been put there since.
            if (each.stamp().equals(FolderScan.Stamp.at(from))) {
                carryOut(each, from, root.resolve(each.to()));
            }
        }
        for (String each : requireNonNullElse(todo.removed(), List.<String>of())) {
            Files.deleteIfExists(root.resolve(each));
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
        FolderModes.createDirectories(directory);
        if (move.copy()) {
            copy(from, to);
        } else {
            // Beside what has taken its place since the plan was written, if anything has.
            List<Path> names = List.of(to.getFileName());
            Path free = free(directory, move.stamp().hashCode(), names, null);
            FolderModes.createDirectories(free);
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
    static Path free(Path directory, int hash, List<Path> names, @Nullable String lecture)
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

    /** Whether a lecture of a name lies there, whose reason is not to be replaced. */
    private static boolean holds(Path directory, String name) throws IOException {
        return Files.isDirectory(directory)
                && Lecture.in(directory, name).stream().anyMatch(each -> each.name().equals(name));
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
