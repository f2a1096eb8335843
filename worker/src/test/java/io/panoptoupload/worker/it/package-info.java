/**
 * The whole worker as users run it: the packaged jar as a process, a real broker as another, the
 * simulator over TLS, real files. Guarantees are objects here, and one procedure judges them all.
 */
@NullMarked
package io.panoptoupload.worker.it;

import org.jspecify.annotations.NullMarked;
