@NullMarked
package io.panoptoupload.broker;

import org.jspecify.annotations.NullMarked;
