package io.panoptoupload.worker.job;

/**
 * How many unfinished jobs a worker has.
 *
 * @param due that move bytes, or would if there were a free upload slot
 * @param waiting all others: for their time, after a fault, or for Panopto
 */
public record JobLoad(int due, int waiting) {
    public int all() {
        return due + waiting;
    }
}
