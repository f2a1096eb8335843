/**
 * From Kafka to accepted jobs: which partitions this worker owns and how ownership is proven, taken
 * and let go; what becomes of each record of the request topic. Nothing below knows how requests
 * arrive.
 */
@NullMarked
package io.panoptoupload.worker.intake;

import org.jspecify.annotations.NullMarked;
