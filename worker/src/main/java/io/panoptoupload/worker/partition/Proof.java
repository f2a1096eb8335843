package io.panoptoupload.worker.partition;

/**
 * Whether a partition is this consumer's: the coordinator takes a commit for it. The consumer's own
 * assignment is no proof, since a worker that was frozen does not know what it missed.
 */
enum Proof {
    OWNED,
    NOT_OWNED,
    /** No response, or one that says to ask again. */
    UNKNOWN
}
