/**
 * Outcome events as Kafka records: JSON values, CloudEvents headers. One event always becomes the
 * same record, so that publishing it again changes nothing for a reader who deduplicates.
 */
@NullMarked
package io.panoptoupload.worker.outcome;

import org.jspecify.annotations.NullMarked;
