/**
 * The uploads over HTTP, {@code /api/v1/uploads}: what is asked for, what is returned, and every
 * error as a problem in the sense of RFC 9457.
 */
@NullMarked
package io.panoptoupload.gateway.api;

import org.jspecify.annotations.NullMarked;
