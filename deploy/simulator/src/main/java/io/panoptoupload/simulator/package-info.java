@NullMarked
package io.panoptoupload.simulator;

import org.jspecify.annotations.NullMarked;
