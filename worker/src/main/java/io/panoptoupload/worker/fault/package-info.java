/**
 * Faults, typed by what the caller does about them: a permanent one ends the attempt, a transient
 * one is tried again, at once for some seconds ({@code ImmediateRetries}) and then later. Every
 * package may use them; they depend on no other package.
 */
@NullMarked
package io.panoptoupload.worker.fault;

import org.jspecify.annotations.NullMarked;
