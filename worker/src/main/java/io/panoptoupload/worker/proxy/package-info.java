/**
 * Which forward proxy stands between this worker and a host, the same for Panopto, its storage,
 * token servers, {@code https:} and {@code s3:} sources. Stands on {@code address} alone.
 */
@NullMarked
package io.panoptoupload.worker.proxy;

import org.jspecify.annotations.NullMarked;
