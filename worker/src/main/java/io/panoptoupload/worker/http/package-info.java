/**
 * HTTP/1.1 on the Apache client, for calls and for bytes in bulk: one pool of connections for each
 * purpose, which goes through the process's proxies and does nothing by itself. May use {@code
 * proxy}.
 */
@NullMarked
package io.panoptoupload.worker.http;

import org.jspecify.annotations.NullMarked;
