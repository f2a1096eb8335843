/**
 * Faults, typed by what the caller does about them: a permanent one ends the attempt, a transient
 * one is tried again, at once for some seconds ({@code ImmediateRetries}) and then later. Every
 * room may use them; they know no other room.
 */
@NullMarked
package io.panoptoupload.worker.fault;

import org.jspecify.annotations.NullMarked;
