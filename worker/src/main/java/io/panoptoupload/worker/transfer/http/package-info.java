/**
 * HTTP/1.1 for the storage client, made for one thing: large bodies of a known length over TLS. The
 * SDK's stock clients copy bodies in steps of 4 KiB, each of which becomes a TLS record and a
 * system call of its own; here a step is 256 KiB. Knows sockets and the SDK's interface, and
 * nothing of uploads.
 */
@NullMarked
package io.panoptoupload.worker.transfer.http;

import org.jspecify.annotations.NullMarked;
