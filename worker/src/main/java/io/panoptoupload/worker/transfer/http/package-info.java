/**
 * The storage client's HTTP, made for one thing: large bodies of a known length over TLS, in steps
 * of 256 KiB, with an eye on writes that do not return and a limit of bandwidth. Knows the SDK's
 * interface, and nothing of uploads.
 */
@NullMarked
package io.panoptoupload.worker.transfer.http;

import org.jspecify.annotations.NullMarked;
