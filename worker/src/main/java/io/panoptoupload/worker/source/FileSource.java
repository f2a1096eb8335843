package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A file below one of the configured directories, which is checked at every look and opening. */
final class FileSource implements Source {
    private final Path path;
    private final FileSources allowed;

    FileSource(Path path, FileSources allowed) {
        this.path = path;
        this.allowed = allowed;
    }

    @Override
    public String name() {
        return path.toString();
    }

    /** A link below the roots may still lead out of them; that shows when it is opened. */
    @Override
    public void checkAllowed() {
        if (!allowed.allowName(path)) {
            throw notAllowed();
        }
    }

    /** The inode but not the device: that of a network file system differs from host to host. */
    @Override
    public Pin pin() {
        try {
            Path real = real();
            Map<String, Object> now =
                    Files.readAttributes(
                            real,
                            "unix:size,lastModifiedTime,ctime,ino,isRegularFile",
                            LinkOption.NOFOLLOW_LINKS);
            if (!Boolean.TRUE.equals(now.get("isRegularFile"))) {
                throw unreadable("is not a regular file");
            }
            if (!Files.isReadable(real)) {
                throw unreadable("may not be read by the worker's user; mend its permissions");
            }
            long size = ((Number) now.getOrDefault("size", 0L)).longValue();
            if (size == 0) {
                throw unreadable("is empty; was it submitted before the recorder wrote it?");
            }
            return new Pin(
                    size,
                    "m%dc%di%s"
                            .formatted(
                                    nanos(now, "lastModifiedTime"),
                                    nanos(now, "ctime"),
                                    now.get("ino")));
        } catch (AccessDeniedException e) {
            throw unreadable("may not be reached by the worker's user; mend the permissions");
        } catch (IOException e) {
            throw new TransientFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s cannot be looked at just now (%s)"
                            .formatted(path, e.getClass().getSimpleName()),
                    e);
        }
    }

    @Override
    public InputStream open(Pin pin, long offset, long length) throws IOException {
        FileChannel file =
                FileChannel.open(real(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return Channels.newInputStream(file.position(offset));
    }

    private Path real() throws IOException {
        try {
            Path real = path.toRealPath();
            if (allowed.allowReal(real)) {
                return real;
            }
        } catch (NoSuchFileException e) {
            // Outside the roots, not even the existence of a file is told.
            if (allowed.allowName(path)) {
                throw new PermanentFault(
                        ErrorCode.SOURCE_NOT_FOUND,
                        "%s does not exist on this worker; is its directory mounted?"
                                .formatted(path));
            }
        }
        throw notAllowed();
    }

    private PermanentFault notAllowed() {
        return new PermanentFault(
                ErrorCode.SOURCE_NOT_ALLOWED,
                "%s is not below a directory that file: may read (%s)".formatted(path, allowed));
    }

    private PermanentFault unreadable(String why) {
        return new PermanentFault(ErrorCode.SOURCE_UNREADABLE, path + " " + why);
    }

    private static long nanos(Map<String, Object> attributes, String time) {
        return ((FileTime) Objects.requireNonNull(attributes.get(time))).to(TimeUnit.NANOSECONDS);
    }
}
