package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.ExpectedBytes.Algorithm;

/** Whether a source, once all of it was sent, still has the bytes that were sent. */
final class Unchanged {
    private Unchanged() {}

    /**
     * By its mark, and where that is another, by its bytes: they are read once more, in order. A
     * checksum of the requester's, which is compared anyway, makes that reading needless.
     *
     * @param crc32 of the bytes as they were sent
     * @param sizeBytes of them
     * @param alive called about once a second while bytes come
     * @throws TransientFault SOURCE_CHANGED if they are others
     */
    static void verify(Content content, int crc32, long sizeBytes, Runnable alive) {
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
            FullReadDigest.Result read = again.result(source, alive);
            if (read.crc32() != crc32 || read.sizeBytes() != sizeBytes) {
                throw source.changed(source.difference(pin, now) + ", and its bytes are others");
            }
        }
    }
}
