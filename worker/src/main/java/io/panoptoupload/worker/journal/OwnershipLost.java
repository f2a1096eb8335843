package io.panoptoupload.worker.journal;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ExecutionException;

/**
 * This worker may no longer write to the partition. Whatever was to be written may or may not be in
 * the journal: only the partition's next owner, which reads it, knows.
 */
public final class OwnershipLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OwnershipLost(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * For whoever waited for the writer: the loss, thrown once more on the thread that waited, or
     * that what was to be written failed.
     */
    public static RuntimeException orFailure(ExecutionException writing, String what) {
        return writing.getCause() instanceof OwnershipLost lost
                ? new OwnershipLost(String.valueOf(lost.getMessage()), lost)
                : new IllegalStateException(what, writing.getCause());
    }
}
