/**
 * From a fetched record to an accepted job: what becomes of each record of the request topic, in
 * whichever way it is wrong.
 */
@NullMarked
package io.panoptoupload.worker.intake;

import org.jspecify.annotations.NullMarked;
