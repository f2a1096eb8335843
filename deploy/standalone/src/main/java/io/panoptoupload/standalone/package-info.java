@NullMarked
package io.panoptoupload.standalone;

import org.jspecify.annotations.NullMarked;
