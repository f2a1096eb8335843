package io.panoptoupload.worker.transfer;

/**
 * What identifies one content of a source: its size in bytes and a mark that changes when the
 * content may have changed (times and inode of a file, a strong ETag elsewhere).
 */
public record Pin(long sizeBytes, String mark) {
    /** The size of a source whose server does not say it. */
    public static final long UNKNOWN_SIZE = -1;

    private static final String DISTRUSTED = "distrusted ";

    /**
     * The same content, of which the mark proves nothing: it was seen to change while the bytes may
     * be the same. Only its size counts, and what is read of it, in order.
     */
    public Pin distrusted() {
        return isDistrusted() ? this : new Pin(sizeBytes, DISTRUSTED + mark);
    }

    public boolean isDistrusted() {
        return mark.startsWith(DISTRUSTED);
    }

    /** As it was before it was distrusted. */
    public Pin trusted() {
        return isDistrusted() ? new Pin(sizeBytes, mark.substring(DISTRUSTED.length())) : this;
    }

    /** Whether neither can be the other's content; of an unknown size that is never certain. */
    boolean differsInSize(Pin other) {
        return sizeBytes != other.sizeBytes
                && sizeBytes != UNKNOWN_SIZE
                && other.sizeBytes != UNKNOWN_SIZE;
    }

    /** Short text for a record; {@link #parse} reads it back. */
    public String text() {
        return sizeBytes + " " + mark;
    }

    public static Pin parse(String text) {
        int space = text.indexOf(' ');
        return new Pin(Long.parseLong(text, 0, space, 10), text.substring(space + 1));
    }
}
