package io.panoptoupload.worker.transfer;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The parts of one multipart upload that Panopto has confirmed, and which of them are not recorded
 * yet. Part numbers count from 1. At most about 1 MiB for 10,000 parts. Safe for use by several
 * threads.
 */
public final class ConfirmedParts {
    private final BitSet changed = new BitSet();
    private @Nullable String multipartId;
    private @Nullable String[] etags = new String[16];
    private int[] crcs = new int[16];
    private int size;

    private ConfirmedParts(@Nullable String multipartId) {
        this.multipartId = multipartId;
    }

    /** Nothing was sent yet. */
    public static ConfirmedParts none() {
        return new ConfirmedParts(null);
    }

    /** Of a multipart upload that was begun; restore what is recorded. */
    public static ConfirmedParts of(String multipartId) {
        return new ConfirmedParts(multipartId);
    }

    synchronized void begun(String id) {
        multipartId = id;
    }

    /** The multipart upload that the parts belong to; null before it is begun. */
    public synchronized @Nullable String multipartId() {
        return multipartId;
    }

    /** Takes over a part that is recorded already. */
    public synchronized void restore(int number, String etag, int crc32) {
        if (number >= etags.length) {
            int length = Math.max(number + 1, Math.min(PartPlan.MAX_PARTS + 1, etags.length * 2));
            etags = Arrays.copyOf(etags, length);
            crcs = Arrays.copyOf(crcs, length);
        }
        if (etags[number] == null) {
            size++;
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

    /**
     * The ETag of a part.
     *
     * @throws IllegalStateException if it is not confirmed
     */
    public synchronized String etag(int number) {
        String etag = contains(number) ? etags[number] : null;
        if (etag == null) {
            throw new IllegalStateException("part " + number + " is not confirmed");
        }
        return etag;
    }

    /** The CRC-32 of a part that is contained. */
    public synchronized int crc32(int number) {
        return crcs[number];
    }

    /** The numbers of all parts, growing. */
    public synchronized IntStream numbers() {
        return IntStream.of(IntStream.range(1, etags.length).filter(this::contains).toArray());
    }

    /** How many parts are confirmed. */
    public synchronized int size() {
        return size;
    }

    /** Whether parts are confirmed that are not recorded yet. */
    public synchronized boolean hasChanges() {
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
