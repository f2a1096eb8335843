/**
 * Where recordings lie before they are sent: files below configured directories, web servers,
 * buckets of S3 services. What may be read at all is the operator's word, asked at intake by the
 * name alone and again whenever something is opened. May use {@code transfer} for what a source is,
 * and {@code fault}.
 */
@NullMarked
package io.panoptoupload.worker.source;

import org.jspecify.annotations.NullMarked;
