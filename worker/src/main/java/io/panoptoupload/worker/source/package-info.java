/**
 * Where recordings lie before they are sent: files below configured directories. What may be read
 * at all is the operator's word, asked at intake by the name alone and again whenever something is
 * opened. May use {@code transfer} for what a source is, and {@code fault}.
 */
@NullMarked
package io.panoptoupload.worker.source;

import org.jspecify.annotations.NullMarked;
