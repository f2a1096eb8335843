package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.transfer.ExpectedBytes.Algorithm;
import io.panoptoupload.worker.transfer.ExpectedBytes.Checksum;

import org.jspecify.annotations.Nullable;

/**
 * Compares the bytes that were sent with what the requester said of them, reading the source once
 * more only where the parts' checksums do not suffice.
 */
final class ChecksumVerifier implements AutoCloseable {
    private final Content content;
    private final @Nullable Checksum wanted;
    private final int @Nullable [] crc32cs;
    private final @Nullable FullReadDigest read;

    /**
     * Checks the size at once, and begins what has to run beside the transfer.
     *
     * @param resumed parts were sent before, of which only the CRC-32 is known
     */
    ChecksumVerifier(Content content, boolean resumed) {
        this.content = content;
        this.wanted = content.expected().checksum();
        content.expected().verifySize(content.source(), content.pin().sizeBytes());
        Algorithm algorithm = wanted == null ? Algorithm.CRC32 : wanted.algorithm();
        boolean streamed = algorithm == Algorithm.CRC32C && !resumed;
        crc32cs = streamed ? new int[content.plan().parts()] : null;
        read =
                algorithm == Algorithm.CRC32 || streamed
                        ? null
                        : new FullReadDigest(content, algorithm);
    }

    boolean wantsCrc32c() {
        return crc32cs != null;
    }

    /** May be called by several threads for several parts. */
    void sent(int part, PartStream stream) {
        if (crc32cs != null) {
            crc32cs[part - 1] = stream.crc32c();
        }
    }

    /**
     * Once all parts are sent; a source that changed meanwhile is not called the wrong one.
     *
     * @param onProgress called now and then while the source is still being read
     */
    void verify(int crc32, Runnable onProgress) {
        if (wanted == null) {
            return;
        }
        String found;
        if (read != null) {
            FullReadDigest.Result result = read.result(content.source(), onProgress);
            if (result.crc32() != crc32) {
                content.source().verifyUnchanged(content.pin());
                throw ExpectedBytes.mismatch(
                        content.source(),
                        "CRC-32 %08x when read in one piece".formatted(result.crc32()),
                        "%08x as it was sent".formatted(crc32));
            }
            found = result.checksum();
        } else {
            int[] parts = crc32cs;
            int whole =
                    parts == null
                            ? crc32
                            : Crc32Combine.CRC32C.of(content.plan(), part -> parts[part - 1]);
            found = "%08x".formatted(whole);
        }
        SourceVerification.verifyChecksum(content, found, onProgress);
    }

    @Override
    public void close() {
        if (read != null) {
            read.close();
        }
    }
}
