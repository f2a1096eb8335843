package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.source.Descriptors.Held;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;

/**
 * The directories that may be read. A path is judged by its name before anything is asked of the
 * file system, and by what it really leads to once that is held.
 */
final class FileRoots {
    private final List<Path> roots;
    private final Descriptors descriptors;

    FileRoots(List<Path> roots, Descriptors descriptors) {
        this.roots = roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
        this.descriptors = descriptors;
    }

    /**
     * Without asking the file system; a link below a root may still lead out of it.
     *
     * @throws PermanentFault SOURCE_NOT_ALLOWED
     */
    void checkName(Path path) {
        if (!isNamed(path)) {
            throw notAllowed(path);
        }
    }

    private boolean isNamed(Path path) {
        return roots.stream().anyMatch(path::startsWith);
    }

    /**
     * Takes hold of what a path leads to, if that lies below a root.
     *
     * @throws PermanentFault SOURCE_NOT_ALLOWED, SOURCE_NOT_FOUND or SOURCE_UNREADABLE
     */
    Held hold(Path path) throws IOException {
        checkName(path);
        Held file;
        try {
            file = descriptors.hold(path);
        } catch (NoSuchFileException | AccessDeniedException | FileSystemLoopException e) {
            if (leadsOut(path)) {
                throw notAllowed(path);
            }
            throw refused(path, e);
        }
        boolean allowed = false;
        try {
            allowed = allowReal(path, file.realPath());
        } finally {
            if (!allowed) {
                file.close();
            }
        }
        if (!allowed) {
            throw notAllowed(path);
        }
        return file;
    }

    /**
     * A root may itself be a link, and may be mounted later, so it is resolved every time. One that
     * has the path and cannot be resolved just now, as when its network file system fails, forbids
     * nothing.
     */
    private boolean allowReal(Path path, Path real) throws IOException {
        @Nullable IOException unresolved = null;
        for (Path root : roots) {
            try {
                if (real.startsWith(root.toRealPath())) {
                    return true;
                }
            } catch (IOException e) {
                unresolved = path.startsWith(root) ? e : unresolved;
            }
        }
        if (unresolved != null) {
            throw unresolved;
        }
        return false;
    }

    /**
     * Whether a path that cannot be held fails outside the roots, of which not even the existence
     * of a file is disclosed. A link that leads nowhere is taken for one that leads out; one behind
     * which a file system fails for the moment is not, and fails as that does.
     */
    private boolean leadsOut(Path path) throws IOException {
        int names =
                roots.stream()
                        .filter(path::startsWith)
                        .mapToInt(Path::getNameCount)
                        .min()
                        .orElse(0);
        boolean out = false;
        // Down from the root, so that a path costs as much as there is of it, not as it names.
        for (Path at = top(path, names); names < path.getNameCount(); names++) {
            Path next = path.getName(names);
            Path real;
            boolean link;
            try (Held directory = descriptors.hold(at)) {
                real = directory.realPath();
                link = Files.isSymbolicLink(directory.handle().resolve(next));
            } catch (NoSuchFileException | AccessDeniedException | FileSystemLoopException e) {
                return out;
            }
            out = link || !allowReal(path, real);
            at = at.resolve(next);
        }
        return out;
    }

    private static Path top(Path path, int names) {
        Path top = path.getRoot();
        return names == 0 ? top : top.resolve(path.subpath(0, names));
    }

    private static PermanentFault refused(Path path, FileSystemException e)
            throws FileSystemException {
        return switch (e) {
            case NoSuchFileException _ ->
                    new PermanentFault(
                            ErrorCode.SOURCE_NOT_FOUND,
                            "%s does not exist on this worker; is its directory mounted?%s"
                                    .formatted(path, spelling(path.toString())));
            case AccessDeniedException _ ->
                    new PermanentFault(
                            ErrorCode.SOURCE_UNREADABLE,
                            "%s may not be reached by the worker's user; fix the permissions"
                                    .formatted(path));
            default -> throw e;
        };
    }

    /** To a person both spellings look the same, to a file system they are two names. */
    private static String spelling(String path) {
        String composed = Normalizer.normalize(path, Normalizer.Form.NFC);
        return composed.equals(Normalizer.normalize(path, Normalizer.Form.NFD))
                ? ""
                : " Its name has accents, sent as %s: the file may be spelt in %s."
                        .formatted(
                                path.equals(composed) ? "NFC" : "NFD",
                                path.equals(composed) ? "NFD" : "NFC");
    }

    private PermanentFault notAllowed(Path path) {
        return new PermanentFault(
                ErrorCode.SOURCE_NOT_ALLOWED,
                "%s is not below a directory that file: may read (%s), or is a link that leads out of it"
                        .formatted(path, roots));
    }
}
