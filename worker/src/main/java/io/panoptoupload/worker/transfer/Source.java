package io.panoptoupload.worker.transfer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.TransientFault;

import java.io.IOException;
import java.io.InputStream;

/** A file to send, wherever it lies. What can be opened of it can be so any number of times. */
public interface Source {
    /** For messages: names the source without secrets, e.g. without the query of a URL. */
    String name();

    /**
     * Examines the source as it is now.
     *
     * @throws io.panoptoupload.worker.fault.Fault SOURCE_NOT_FOUND, SOURCE_NOT_ALLOWED or
     *     SOURCE_UNREADABLE
     */
    Pin pin();

    /**
     * Whether the source may be read at all, as far as its name shows; nothing is opened.
     *
     * @throws io.panoptoupload.worker.fault.PermanentFault SOURCE_NOT_ALLOWED
     */
    default void checkAllowed() {}

    /** Whether any range of the pinned content can be opened; otherwise only the whole can. */
    default boolean hasRanges(Pin pin) {
        return true;
    }

    /**
     * The bytes from {@code offset}, at least the next {@code length} of them, of the content that
     * was pinned; without ranges all bytes from 0, and {@code length} is that of the pin.
     *
     * @throws io.panoptoupload.worker.fault.Fault SOURCE_CHANGED if it is seen to be another by
     *     now, and all that {@link #pin} throws
     */
    InputStream open(Pin pin, long offset, long length) throws IOException;

    /**
     * What it begins with, whatever version it is; {@link LeadingBytes#UNKNOWN} where it is not
     * read.
     *
     * @throws io.panoptoupload.worker.fault.Fault all that {@link #pin} throws
     */
    default LeadingBytes beginning() {
        return LeadingBytes.UNKNOWN;
    }

    /** Throws SOURCE_CHANGED, which restarting the file may fix, unless it is as it was. */
    default void verifyUnchanged(Pin pin) {
        Pin now = pin();
        if (!now.equals(pin)) {
            throw changed(pin, now);
        }
    }

    /** What is thrown for a source that is not the pinned one any more, or is marked otherwise. */
    default TransientFault changed(Pin before, Pin now) {
        if (before.differsInSize(now)) {
            return changed(
                    "%d bytes before, %d bytes now".formatted(before.sizeBytes(), now.sizeBytes()));
        }
        return TransientFault.readableInOrder(
                ErrorCode.SOURCE_CHANGED,
                "%s may have changed while it was being sent (of the same size, but %s); leave it alone until its upload has completed"
                        .formatted(name(), difference(before.trusted(), now.trusted())));
    }

    /** What is thrown for a source whose bytes are others for certain. */
    default TransientFault changed(String how) {
        return new TransientFault(
                ErrorCode.SOURCE_CHANGED,
                "%s changed while it was being sent (%s); leave it alone until its upload has completed"
                        .formatted(name(), how));
    }

    /** What differs between two pins of one size, in words. */
    default String difference(Pin before, Pin now) {
        return "marked '%s' before, '%s' now".formatted(before.mark(), now.mark());
    }
}
