/**
 * Names and addresses of hosts: the one form in which names are compared, which addresses are the
 * internet's, and which servers may be given recordings and secrets. Every package may use it; it
 * uses no other.
 */
@NullMarked
package io.panoptoupload.worker.address;

import org.jspecify.annotations.NullMarked;
