/**
 * Where recordings lie before they are sent: files below configured directories, web servers,
 * buckets of S3 services. The operator configures what may be read; that is checked at intake by
 * name alone, and again whenever something is opened. May use {@code transfer} for what a source
 * is, and {@code fault}.
 */
@NullMarked
package io.panoptoupload.worker.source;

import org.jspecify.annotations.NullMarked;
