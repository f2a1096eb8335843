package io.panoptoupload.worker.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;

/** One part after the other of a stream, each held in memory; small files take little. */
final class PartBuffer {
    private static final int INITIAL_SIZE = 256 * 1024;

    private final InputStream in;
    private final int partSize;
    private final Runnable moved;
    private byte[] bytes = new byte[INITIAL_SIZE];
    private int length;

    /**
     * Reads nothing yet.
     *
     * @param moved called whenever bytes have come
     */
    PartBuffer(InputStream in, int partSize, Runnable moved) {
        this.in = in;
        this.partSize = partSize;
        this.moved = moved;
    }

    /** Replaces the part by the next; returns its length in bytes, 0 at the end of the stream. */
    int fill() throws IOException {
        length = 0;
        read(bytes.length);
        if (length == bytes.length && length < partSize) {
            // In one step: growing by and by would need up to twice the memory.
            bytes = Arrays.copyOf(bytes, partSize);
            read(partSize);
        }
        return length;
    }

    private void read(int upTo) throws IOException {
        while (length < upTo) {
            int read = in.read(bytes, length, upTo - length);
            if (read < 0) {
                return;
            }
            length += read;
            moved.run();
        }
    }

    int length() {
        return length;
    }

    /** The part, and what may stand behind its length. */
    byte[] bytes() {
        return bytes;
    }

    int crc32() {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** The part as a whole of its own, which can be opened any number of times until the next. */
    Content asContent() {
        Source part = new ByteSource("a part in memory", bytes, length);
        return new Content(part, part.pin(), new PartPlan(length, partSize), ExpectedBytes.UNKNOWN);
    }
}
