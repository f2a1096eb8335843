/**
 * Where the gateway begins: reads and checks its configuration, and puts the other packages
 * together. Nothing depends on it.
 */
@NullMarked
package io.panoptoupload.gateway.app;

import org.jspecify.annotations.NullMarked;
