/** Servers that misbehave, byte by byte. */
@NullMarked
package io.panoptoupload.gateway.wire;

import org.jspecify.annotations.NullMarked;
