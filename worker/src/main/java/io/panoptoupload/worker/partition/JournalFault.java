package io.panoptoupload.worker.partition;

/**
 * A journal that a partition must not be opened with, since requests would be done twice: what is
 * wrong and the remedy.
 */
final class JournalFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalFault(String message) {
        super(message);
    }
}
