package io.panoptoupload.worker.transfer;

/** How sending one object ended, when it did not fail. */
public sealed interface SendOutcome {
    /** The other side has the whole object; its CRC-32 is that of the bytes as sent. */
    record Sent(long sizeBytes, int crc32) implements SendOutcome {
        /** Exactly eight lower-case hexadecimal digits. */
        public String crc32Hex() {
            return "%08x".formatted(crc32);
        }
    }

    /**
     * The multipart upload that an earlier run began is not known any more: that run may have
     * completed it. Look at the upload's state; if it is still open, send the file anew under a new
     * object name.
     */
    record ObjectLost(String reason) implements SendOutcome {}

    /**
     * The completion may have happened earlier or the parts are gone: nobody can tell. Look at the
     * upload's state; if it is still open, send the file anew under a new object name.
     */
    record CompleteRefused(String reason) implements SendOutcome {}
}
