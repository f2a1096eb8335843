/**
 * The jobs' durable state: one compacted topic with one writer per partition. It stores keys and
 * bytes, gives them back by offset and in order, and proves by fencing that only the owner of a
 * partition writes it. What the bytes mean is the business of the packages above.
 */
@NullMarked
package io.panoptoupload.worker.journal;

import org.jspecify.annotations.NullMarked;
