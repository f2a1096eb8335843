package io.panoptoupload.worker.transfer;

/**
 * What identifies one content of a source: its size in bytes and a mark that changes when the
 * content may have changed (times and inode of a file, a strong ETag elsewhere).
 */
public record Pin(long sizeBytes, String mark) {
    /** The size of a source whose server does not say it. */
    public static final long UNKNOWN_SIZE = -1;

    /** Short text for a record; {@link #parse} reads it back. */
    public String text() {
        return sizeBytes + " " + mark;
    }

    public static Pin parse(String text) {
        int space = text.indexOf(' ');
        return new Pin(Long.parseLong(text, 0, space, 10), text.substring(space + 1));
    }
}
