package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.transfer.ExpectedBytes.Algorithm;
import io.panoptoupload.worker.transfer.ExpectedBytes.Checksum;

import org.jspecify.annotations.Nullable;

/** How many bytes have passed in order, and their checksums. */
final class StreamDigest {
    private final Crc32Combine.Accumulator crc32 = new Crc32Combine.Accumulator(Crc32Combine.CRC32);
    private final @Nullable RunningChecksum wanted;
    private int parts;
    private long sizeBytes;

    StreamDigest(ExpectedBytes expected) {
        Checksum checksum = expected.checksum();
        wanted =
                checksum == null || checksum.algorithm() == Algorithm.CRC32
                        ? null
                        : new RunningChecksum(checksum.algorithm());
    }

    /**
     * One more part.
     *
     * @param sent CRC-32 of the part as it was sent
     */
    void add(PartBuffer part, int sent) {
        parts++;
        sizeBytes += part.length();
        crc32.append(sent, part.length());
        if (wanted != null) {
            wanted.update(part.bytes(), part.length());
        }
    }

    int parts() {
        return parts;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    int crc32() {
        return crc32.value();
    }

    /** Once, after the last part: by the algorithm that the requester named, if any. */
    String checksum() {
        return wanted == null ? "%08x".formatted(crc32()) : wanted.hex();
    }
}
