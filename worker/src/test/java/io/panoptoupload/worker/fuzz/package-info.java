/**
 * Inputs by chance at every place where the worker reads what others wrote: whatever comes, it is
 * taken or refused in words, in time, and nothing of it stays.
 */
@NullMarked
package io.panoptoupload.worker.fuzz;

import org.jspecify.annotations.NullMarked;
