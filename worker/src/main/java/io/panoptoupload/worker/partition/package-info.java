/**
 * Which partitions of the request topic are this worker's: how ownership is proven, acquired and
 * released, where a partition's requests are taken in from, and the loop that polls them. What
 * becomes of each record is the intake's.
 */
@NullMarked
package io.panoptoupload.worker.partition;

import org.jspecify.annotations.NullMarked;
