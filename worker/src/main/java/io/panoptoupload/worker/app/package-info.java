/**
 * The worker as a program: its configuration, its check, how the packages are wired together, and
 * how the whole starts and stops. It may use every other package; none may use it.
 */
@NullMarked
package io.panoptoupload.worker.app;

import org.jspecify.annotations.NullMarked;
