/**
 * The way out: one receiver, configured by the operator, is sent every final event over HTTP. Reads
 * the outcome topic as a consumer group of its own, whose offsets are its position; knows nothing
 * of the view and of the API.
 */
@NullMarked
package io.panoptoupload.gateway.webhook;

import org.jspecify.annotations.NullMarked;
