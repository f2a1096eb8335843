/**
 * From a fetched record to an accepted job: what becomes of each record of the request topic,
 * whatever may be wrong with it.
 */
@NullMarked
package io.panoptoupload.worker.intake;

import org.jspecify.annotations.NullMarked;
