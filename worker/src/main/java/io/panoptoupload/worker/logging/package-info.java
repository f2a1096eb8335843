/**
 * The boundary between what is logged and where it is written: whatever a library or another system
 * has put into a message, each event is lines of its own. Uses {@code messages} alone.
 */
@NullMarked
package io.panoptoupload.worker.logging;

import org.jspecify.annotations.NullMarked;
