package io.panoptoupload.worker.transfer;

/** How sending one object ended, when it did not fail. */
public sealed interface SendOutcome {
    /** Panopto has the whole object; its CRC-32 is that of the bytes as sent. */
    record Sent(long sizeBytes, int crc32) implements SendOutcome {
        /** Exactly eight lower-case hexadecimal digits. */
        public String crc32Hex() {
            return "%08x".formatted(crc32);
        }
    }

    /**
     * Storage refused to complete the object, or does not know any more what an earlier run began:
     * it may be complete, or gone. Check the upload's state; if it is still open, send the file
     * again under a new object name.
     */
    record InDoubt(String reason) implements SendOutcome {}
}
