/**
 * Which forward proxy stands between this worker and a host, the same for Panopto, its storage,
 * token servers, {@code https:} and {@code s3:} sources. Depends on no other package.
 */
@NullMarked
package io.panoptoupload.worker.proxy;

import org.jspecify.annotations.NullMarked;
