/**
 * The worker as a program: its configuration, what is wrong with it, how the rooms are wired
 * together, and how the whole starts and stops. Everything may be seen from here; nothing looks
 * here.
 */
@NullMarked
package io.panoptoupload.worker.app;

import org.jspecify.annotations.NullMarked;
