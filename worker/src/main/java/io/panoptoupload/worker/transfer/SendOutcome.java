package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.PermanentFault;

import org.jspecify.annotations.Nullable;

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
     *
     * @param refusal of the one call that there was; null if the object may be complete
     */
    record InDoubt(String reason, @Nullable PermanentFault refusal) implements SendOutcome {
        public InDoubt(String reason) {
            this(reason, null);
        }
    }
}
