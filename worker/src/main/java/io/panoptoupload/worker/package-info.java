@NullMarked
package io.panoptoupload.worker;

import org.jspecify.annotations.NullMarked;
