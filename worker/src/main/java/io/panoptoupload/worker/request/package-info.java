/**
 * What a request is: read from a record, judged, compared with another one, refused with a dead
 * letter and an event. Knows nothing of partitions, journals and jobs, so that the command line can
 * judge a request as the worker will.
 */
@NullMarked
package io.panoptoupload.worker.request;

import org.jspecify.annotations.NullMarked;
