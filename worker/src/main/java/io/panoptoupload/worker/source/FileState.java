package io.panoptoupload.worker.source;

import io.panoptoupload.worker.source.Descriptors.Held;
import io.panoptoupload.worker.transfer.Pin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What a file system says of a file.
 *
 * @param modified nanoseconds since 1970 until its bytes were written last
 * @param changed the same of its bytes, name, owner or permissions; nobody can set it back
 * @param inode without the device, whose number differs from host to host of a network file system
 */
record FileState(boolean isRegularFile, long sizeBytes, long modified, long changed, String inode) {
    private static final String ATTRIBUTES = "unix:isRegularFile,size,lastModifiedTime,ctime,ino";

    static FileState of(Held file) throws IOException {
        Map<String, Object> now = Files.readAttributes(file.handle(), ATTRIBUTES, file.options());
        return new FileState(
                Boolean.TRUE.equals(now.get("isRegularFile")),
                ((Number) value(now, "size")).longValue(),
                nanos(now, "lastModifiedTime"),
                nanos(now, "ctime"),
                value(now, "ino").toString());
    }

    Pin pin() {
        return new Pin(sizeBytes, "m%dc%di%s".formatted(modified, changed, inode));
    }

    /** Whether it is the file that was pinned, and was not written to since. */
    boolean isOf(Pin pin) {
        return sizeBytes == pin.sizeBytes()
                && pin.mark().matches("m%dc\\d+i%s".formatted(modified, inode));
    }

    private static long nanos(Map<String, Object> attributes, String time) {
        return ((FileTime) value(attributes, time)).to(TimeUnit.NANOSECONDS);
    }

    private static Object value(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }
}
