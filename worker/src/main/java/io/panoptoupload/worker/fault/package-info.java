/**
 * Faults, typed by what the caller does about them: a permanent one ends the attempt, a transient
 * one is tried again later. Every room may throw them; they know no other room.
 */
@NullMarked
package io.panoptoupload.worker.fault;

import org.jspecify.annotations.NullMarked;
