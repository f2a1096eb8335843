package io.panoptoupload.worker.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;

/** One part after the other of a stream, each held in memory; small files take little. */
final class PartBuffer {
    private static final int FIRST = 256 * 1024;

    private final InputStream in;
    private final int partSize;
    private byte[] bytes = new byte[FIRST];
    private int length;

    PartBuffer(InputStream in, int partSize) {
        this.in = in;
        this.partSize = partSize;
    }

    /** Replaces the part by the next; returns its length in bytes, 0 at the end of the stream. */
    int fill() throws IOException {
        length = in.readNBytes(bytes, 0, bytes.length);
        if (length == bytes.length && length < partSize) {
            // In one step: growing by and by would need up to twice the memory.
            bytes = Arrays.copyOf(bytes, partSize);
            length += in.readNBytes(bytes, length, partSize - length);
        }
        return length;
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
