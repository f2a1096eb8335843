package io.panoptoupload.worker.journal;

/**
 * This worker may no longer write to the partition. Whatever was to be written may or may not be in
 * the journal: only the partition's next owner, which reads it, knows.
 */
public final class OwnershipLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OwnershipLost(String message) {
        super(message);
    }

    public OwnershipLost(String message, Throwable cause) {
        super(message, cause);
    }
}
