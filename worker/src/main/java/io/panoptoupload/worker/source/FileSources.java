package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.transfer.Source;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Files below configured directories; symbolic links that leave them are refused. */
public final class FileSources implements Sources.Scheme {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Of files whose file system may hang; idle ones end. */
    private static final int MAX_READERS = 64;

    private final FileRoots roots;
    private final BlockingFileExecutor threads;
    private final BlockingFileExecutor readers;

    public FileSources(List<Path> roots) {
        this(roots, Descriptors.ofThisSystem(), PATIENCE);
    }

    /**
     * Files as a system holds them.
     *
     * @param timeout with a file system that does not respond
     */
    FileSources(List<Path> roots, Descriptors descriptors, Duration timeout) {
        this.roots = new FileRoots(roots, descriptors);
        this.threads = new BlockingFileExecutor(timeout);
        this.readers = new BlockingFileExecutor(timeout, MAX_READERS);
    }

    /** Cheap: nothing is examined before {@link Source#pin}. */
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
        return new FileSource(path, roots, threads, readers);
    }
}
