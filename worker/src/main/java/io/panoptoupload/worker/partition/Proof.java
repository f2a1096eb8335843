package io.panoptoupload.worker.partition;

/**
 * Whether a partition is this consumer's: the coordinator takes a commit for it. To be an assigned
 * member by one's own account is not enough, since a worker that was frozen does not know what it
 * missed.
 */
enum Proof {
    OURS,
    NOT_OURS,
    /** No response, or one that says to ask again. */
    UNKNOWN
}
