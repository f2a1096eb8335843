/**
 * Tries a real site: one tiny lecture with every kind of file is uploaded by the worker's own
 * stages, is compared with what Panopto shows, and is removed; and probes of what only a site can
 * answer. Uses stages, transfers and the REST client as they are; knows nothing of Kafka, of jobs
 * or of the command line.
 */
@NullMarked
package io.panoptoupload.worker.live;

import org.jspecify.annotations.NullMarked;
