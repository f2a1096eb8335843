package io.panoptoupload.worker.transfer;

/**
 * What a file needs of the line that it shares with others.
 *
 * @param bandwidth that its parts pass through
 */
record LineUse(Line line, Bandwidth bandwidth) {
    /** Waits for a place on the line; to be closed when the part is no longer in flight. */
    static Line.Part take(Line.Share share, int length, ParallelTasks lanes) {
        try {
            return share.take(length);
        } catch (InterruptedException e) {
            throw lanes.interrupted();
        }
    }
}
