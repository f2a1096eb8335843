/** The packaged gateway beside a real broker. */
@NullMarked
package io.panoptoupload.gateway.it;

import org.jspecify.annotations.NullMarked;
