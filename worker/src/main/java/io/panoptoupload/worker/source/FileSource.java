package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.source.Descriptors.Held;
import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file below one of the configured directories. What its path leads to may change at any moment,
 * so it is held first, and what is held is judged and then read.
 */
final class FileSource implements Source {
    private final Path path;
    private final FileRoots roots;
    private final BlockingFileExecutor threads;
    private final BlockingFileExecutor readers;
    private volatile @Nullable Boolean mayHang;

    /**
     * @param threads that examine and open it
     * @param readers that read it where its file system may hang
     */
    FileSource(
            Path path,
            FileRoots roots,
            BlockingFileExecutor threads,
            BlockingFileExecutor readers) {
        this.path = path;
        this.roots = roots;
        this.threads = threads;
        this.readers = readers;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public void checkAllowed() {
        roots.checkName(path);
    }

    @Override
    public Pin pin() {
        try {
            return threads.call(name(), this::pinned, _ -> {});
        } catch (IOException e) {
            throw transientFault(e);
        }
    }

    @Override
    public InputStream open(Pin pin, long offset, long length) throws IOException {
        FileChannel bytes = threads.call(name(), () -> opened(pin, offset), FileSource::discard);
        InputStream stream = Channels.newInputStream(bytes);
        return Boolean.FALSE.equals(mayHang)
                ? stream
                : new TimeoutInputStream(name(), stream, readers);
    }

    @Override
    public LeadingBytes beginning() {
        try {
            return threads.call(name(), this::begun, _ -> {});
        } catch (IOException e) {
            throw transientFault(e);
        }
    }

    private LeadingBytes begun() throws IOException {
        try (Held file = roots.hold(path)) {
            FileState _ = checked(file);
            try (InputStream bytes = Channels.newInputStream(opened(file))) {
                return LeadingBytes.of(null, bytes.readNBytes(LeadingBytes.LENGTH));
            }
        }
    }

    @Override
    public String difference(Pin before, Pin now) {
        return FileState.difference(before, now);
    }

    private TransientFault transientFault(IOException e) {
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s cannot be read just now (%s)".formatted(path, e.getClass().getSimpleName()),
                e);
    }

    private Pin pinned() throws IOException {
        try (Held file = roots.hold(path)) {
            return checked(file).pin();
        }
    }

    private FileChannel opened(Pin pin, long offset) throws IOException {
        try (Held file = roots.hold(path)) {
            FileState state = checked(file);
            if (mayHang == null) {
                mayHang = FileSystemKind.mayHang(file.handle());
            }
            if (pin.isDistrusted() ? state.sizeBytes() != pin.sizeBytes() : !state.isOf(pin)) {
                throw changed(pin, state.pin());
            }
            return opened(file).position(offset);
        }
    }

    private static FileChannel opened(Held file) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(file.options()));
        options.add(StandardOpenOption.READ);
        return FileChannel.open(file.handle(), options);
    }

    private FileState checked(Held file) throws IOException {
        FileState state = FileState.of(file);
        if (!state.isRegularFile()) {
            throw unreadable("is not a regular file");
        }
        checkPermissions(file.handle());
        if (state.sizeBytes() == 0) {
            throw unreadable("is empty; was it submitted before the recorder wrote it?");
        }
        return state;
    }

    /** Not by {@link Files#isReadable}, which takes every error for a lack of permissions. */
    private void checkPermissions(Path handle) throws IOException {
        try {
            handle.getFileSystem().provider().checkAccess(handle, AccessMode.READ);
        } catch (AccessDeniedException e) {
            throw unreadable("may not be read by the worker's user; fix its permissions");
        }
    }

    private PermanentFault unreadable(String why) {
        return new PermanentFault(ErrorCode.SOURCE_UNREADABLE, path + " " + why);
    }

    private static void discard(FileChannel bytes) {
        try {
            bytes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
