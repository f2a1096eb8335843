package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.transfer.Source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Files below configured directories; symbolic links that leave them are refused. */
public final class FileSources implements Sources.Scheme {
    private final List<Path> roots;

    public FileSources(List<Path> roots) {
        this.roots = roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    }

    /** Cheap: nothing is looked at before {@link Source#pin}. */
    @Override
    public Source at(URI uri, @Nullable String credential) {
        Path path;
        try {
            path = Path.of(uri).normalize();
        } catch (IllegalArgumentException e) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_NOT_ALLOWED,
                    // Not quoted: whatever it is, its query may hold a secret.
                    "a file: source does not name a local file; write file:///directory/file");
        }
        return new FileSource(path, this);
    }

    boolean allowName(Path path) {
        return roots.stream().anyMatch(path::startsWith);
    }

    /** A root may itself be a link, and may be mounted later, so it is resolved every time. */
    boolean allowReal(Path real) {
        return roots.stream().anyMatch(root -> below(root, real));
    }

    private static boolean below(Path root, Path real) {
        try {
            return real.startsWith(root.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return roots.toString();
    }
}
