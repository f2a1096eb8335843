package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.ExpectedBytes.Algorithm;
import io.panoptoupload.worker.transfer.ExpectedBytes.Checksum;

import java.util.stream.Stream;

/** The last checks of a source, once all of it was sent and before the object is completed. */
final class SourceVerification {
    private SourceVerification() {}

    /**
     * Whether it still has the bytes that were sent: by its mark, and where that is another, by its
     * bytes: they are read once more, in order. A checksum of the requester's, which is compared
     * anyway, makes that reading needless.
     *
     * @param crc32 of the bytes as they were sent
     * @param sizeBytes of them
     * @param onProgress called about once a second while bytes come
     * @throws TransientFault SOURCE_CHANGED if they are others
     */
    static void verify(Content content, int crc32, long sizeBytes, Runnable onProgress) {
        Source source = content.source();
        Pin pin = content.pin().trusted();
        Pin now = source.pin();
        if (now.equals(pin)) {
            return;
        }
        if (now.differsInSize(pin)) {
            throw source.changed(pin, now);
        }
        if (content.expected().checksum() != null) {
            return;
        }
        try (FullReadDigest again = new FullReadDigest(content.distrusted(), Algorithm.CRC32)) {
            FullReadDigest.Result read = again.result(source, onProgress);
            if (read.crc32() != crc32 || read.sizeBytes() != sizeBytes) {
                throw source.changed(source.difference(pin, now) + ", and its bytes are others");
            }
        }
    }

    /**
     * Whether what was sent has the requester's checksum, if there is one.
     *
     * @param found by the same algorithm, in lower-case hexadecimal
     * @param onProgress called about once a second while bytes come
     * @throws TransientFault SOURCE_CHANGED if it has another one and the source has changed: it
     *     was read while it was still being written
     * @throws PermanentFault CHECKSUM_MISMATCH if it has another one
     */
    static void verifyChecksum(Content content, String found, Runnable onProgress) {
        Checksum wanted = content.expected().checksum();
        if (wanted == null || found.equals(wanted.hex())) {
            return;
        }
        Source source = content.source();
        Pin pin = content.pin().trusted();
        Pin now = source.pin();
        if (!now.equals(pin) && hasChanged(content, wanted.algorithm(), found, now, onProgress)) {
            throw source.changed(source.difference(pin, now) + ", and its checksum is another");
        }
        throw ExpectedBytes.otherChecksum(source, found, wanted);
    }

    /**
     * Whether another mark means that the source was written to: its bytes are others when they are
     * read once more, or the mark stays as it is now, and so is not just another one each time. It
     * is asked for twice, since two servers with a mark each may take turns.
     */
    private static boolean hasChanged(
            Content content, Algorithm algorithm, String found, Pin now, Runnable onProgress) {
        Source source = content.source();
        try (FullReadDigest again = new FullReadDigest(content.distrusted(), algorithm)) {
            return !again.result(source, onProgress).checksum().equals(found)
                    || Stream.generate(source::pin).limit(2).allMatch(now::equals);
        }
    }
}
