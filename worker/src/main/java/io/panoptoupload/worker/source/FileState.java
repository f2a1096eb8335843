package io.panoptoupload.worker.source;

import io.panoptoupload.worker.source.Descriptors.Held;
import io.panoptoupload.worker.transfer.Pin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file system says of a file.
 *
 * @param modified nanoseconds since 1970 until its bytes were written last
 * @param changed the same of its bytes, name, owner or permissions; which no program can set back
 * @param inode without the device, whose number differs from host to host of a network file system
 */
record FileState(boolean isRegularFile, long sizeBytes, long modified, long changed, String inode) {
    private static final Pattern MARK = Pattern.compile("m(-?\\d+)c(-?\\d+)i(.*)");
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

    /** What differs between two pins of one size, in words. */
    static String difference(Pin before, Pin now) {
        Matcher then = MARK.matcher(before.mark());
        Matcher since = MARK.matcher(now.mark());
        if (!then.matches() || !since.matches()) {
            return "marked otherwise";
        }
        if (!then.group(3).equals(since.group(3))) {
            return "another file by its inode";
        }
        return then.group(1).equals(since.group(1))
                ? "with other permissions, another owner or another name"
                : "written to, by its time of modification";
    }

    private static long nanos(Map<String, Object> attributes, String time) {
        return ((FileTime) value(attributes, time)).to(TimeUnit.NANOSECONDS);
    }

    private static Object value(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }
}
