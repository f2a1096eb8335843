/**
 * The four topics: their names, how they are created when absent, and what is checked of them
 * before the worker takes its first request. A topic that would lose something stops the start with
 * the remedy.
 */
@NullMarked
package io.panoptoupload.worker.topics;

import org.jspecify.annotations.NullMarked;
