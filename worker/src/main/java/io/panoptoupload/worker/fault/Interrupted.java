package io.panoptoupload.worker.fault;

import java.util.concurrent.CancellationException;

/**
 * The thread was asked to stop while it waited. This says nothing about the work or about Panopto:
 * it is no fault, is never tried again, and leaves the thread's interrupt flag set.
 */
public final class Interrupted extends CancellationException {
    private static final long serialVersionUID = 1L;

    private Interrupted(String message) {
        super(message);
    }

    /** Sets the thread's interrupt flag again and returns what is to be thrown. */
    public static Interrupted during(String work) {
        Thread.currentThread().interrupt();
        return new Interrupted("interrupted while " + work);
    }
}
