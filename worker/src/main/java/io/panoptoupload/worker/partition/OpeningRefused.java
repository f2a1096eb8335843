package io.panoptoupload.worker.partition;

/**
 * A partition must not be opened for now, since jobs would be lost or done twice: what is wrong and
 * the remedy.
 */
final class OpeningRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OpeningRefused(String message) {
        super(message);
    }
}
