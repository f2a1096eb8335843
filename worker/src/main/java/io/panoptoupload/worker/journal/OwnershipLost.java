package io.panoptoupload.worker.journal;

/**
 * This worker may no longer write the partition. Whatever was to be written may or may not stand in
 * the journal: only the partition's next owner, who reads it, knows.
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
