package io.panoptoupload.worker.stage;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The parts of one file that Panopto has confirmed, and which of them are not recorded yet. Safe
 * for use by several threads.
 */
public final class ConfirmedParts {
    private final BitSet changed = new BitSet();
    private @Nullable String[] etags = new String[16];
    private int[] crcs = new int[16];

    /** Takes over a part that is recorded already. */
    public synchronized void restore(int number, String etag, int crc32) {
        if (number >= etags.length) {
            int length = Math.max(number + 1, etags.length * 2);
            etags = Arrays.copyOf(etags, length);
            crcs = Arrays.copyOf(crcs, length);
        }
        etags[number] = etag;
        crcs[number] = crc32;
    }

    /** Takes over a part that is still to be recorded. */
    public synchronized void confirm(int number, String etag, int crc32) {
        restore(number, etag, crc32);
        changed.set(number);
    }

    public synchronized boolean contains(int number) {
        return number < etags.length && etags[number] != null;
    }

    /** The ETag of a part that is contained. */
    public synchronized String etag(int number) {
        return Objects.requireNonNull(etags[number], "no such part");
    }

    /** The CRC-32 of a part that is contained. */
    public synchronized int crc32(int number) {
        return crcs[number];
    }

    /** The numbers of all parts, growing. */
    public synchronized IntStream numbers() {
        return IntStream.of(
                IntStream.range(1, etags.length).filter(number -> etags[number] != null).toArray());
    }

    synchronized boolean hasChanges() {
        return !changed.isEmpty();
    }

    /**
     * The chunks with parts that are not recorded yet; counted from 0. From here on they count as
     * recorded.
     *
     * @param partsInChunk how many parts are recorded together
     */
    public synchronized int[] takeChanged(int partsInChunk) {
        int[] chunks =
                changed.stream().map(number -> (number - 1) / partsInChunk).distinct().toArray();
        changed.clear();
        return chunks;
    }
}
