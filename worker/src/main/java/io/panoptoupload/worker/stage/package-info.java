/**
 * The stages that carry a recording into Panopto, each idempotent by construction. A stage is given
 * what is recorded, does its effect, and returns what happens next; it knows neither Kafka nor the
 * engine that runs it.
 */
@NullMarked
package io.panoptoupload.worker.stage;

import org.jspecify.annotations.NullMarked;
