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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves lectures. They have several files, so that a plan is written before the first is moved, and
 * what is left of it is carried out before anything else: half a lecture is never taken for a whole
 * one.
 */
final class FolderMoves {
    /** Hidden, so that no scan reads it. */
    static final String OWN = ".panopto-upload";

    /** Of a length that every name of a file leaves room for. */
    private static final String HALF = ".panopto-upload.tmp";

    private final Path root;
    private final Path own;
    private final JsonMapper json;

    FolderMoves(Path root, JsonMapper json) {
        this.root = root;
        this.own = root.resolve(OWN);
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
     * What cannot be moved now, and perhaps never.
     *
     * @param files that look like a lecture of their own, and are none
     * @param fault why; null if there is nothing
     */
    record Unfinished(Set<Path> files, @Nullable IOException fault) {
        void rethrow() throws IOException {
            if (fault != null) {
                throw fault;
            }
        }
    }

    /**
     * Moves the rest of lectures whose files were moved in part, by a process that ended or by this
     * one. Before that nothing may be taken.
     *
     * @throws IOException if a plan cannot be read, so that what is left of its lecture is not
     *     known
     */
    Unfinished finish() throws IOException {
        if (!Files.isDirectory(own)) {
            // Not the root: where a share is away there is nothing to be uploaded, and none done.
            Files.createDirectory(own);
        }
        Set<Path> left = new HashSet<>();
        @Nullable IOException fault = null;
        for (Path plan : Lecture.list(own, file -> isPlan(file.getFileName().toString()))) {
            Plan todo = read(plan);
            try {
                carryOut(plan, todo);
            } catch (IOException e) {
                fault = e;
                todo.moves().stream()
                        .filter(each -> !each.copy())
                        .forEach(each -> left.add(root.resolve(each.from())));
            }
        }
        return new Unfinished(left, fault);
    }

    private static boolean isPlan(String name) {
        return name.startsWith("plan") && name.endsWith(".json");
    }

    void carryOut(Plan todo) throws IOException {
        Path plan = own.resolve("plan.json");
        // One that cannot be finished keeps no other from being carried out.
        for (int i = 1; Files.exists(plan); i++) {
            plan = own.resolve("plan-%d.json".formatted(i));
        }
        write(plan, json.writeValueAsBytes(todo));
        carryOut(plan, todo);
    }

    private void carryOut(Path plan, Plan todo) throws IOException {
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

    private Plan read(Path plan) throws IOException {
        try {
            return json.readValue(Files.readAllBytes(plan), Plan.class);
        } catch (JacksonException e) {
            // Half a lecture may lie here still, which nothing but a person can tell now.
            throw new IOException(
                    plan + ": is no plan of moves; see what is left of that lecture, and remove it",
                    e);
        }
    }

    private void carryOut(Move move, Path from, Path to) throws IOException {
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
     * The directory itself, or one below it if others of these names have gone the same way. Where
     * a file has the name of a directory that is needed, one of that path is made beside it.
     *
     * @param hash what that one is called by, and if it is taken as well, the next ones
     * @param lecture that no other one of its name may lie beside; null: any may
     */
    Path free(Path directory, int hash, List<Path> names, @Nullable String lecture)
            throws IOException {
        Path top = root.resolve(root.relativize(directory).getName(0));
        if (isBlocked(top)) {
            return directory;
        }
        boolean blocked = isBlocked(directory);
        Path free = directory;
        for (int i = hash; isBlocked(free) || isTaken(free, names, lecture); i++) {
            String beside = Integer.toHexString(i);
            free =
                    blocked
                            ? top.resolve(beside).resolve(top.relativize(directory))
                            : directory.resolve(beside);
        }
        return free;
    }

    /** Whether something else than directories lies on the way to it. */
    private static boolean isBlocked(Path directory) {
        Path existing = directory;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = requireNonNull(existing.getParent());
        }
        return !Files.isDirectory(existing);
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
        Path half = file.resolveSibling(HALF);
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
