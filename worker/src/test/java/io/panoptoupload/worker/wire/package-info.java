/**
 * A small Panopto for tests that keeps what came over the wire, head by head and byte by byte, and
 * fails on request. What is stored is what was sent, framing and all.
 */
@NullMarked
package io.panoptoupload.worker.wire;

import org.jspecify.annotations.NullMarked;
