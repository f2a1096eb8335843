/**
 * Panopto's upload API: REST calls, OAuth2 tokens, rate limit, breaker, and the upload's state.
 * Responses become values or typed faults here, with Panopto's own words and without its secrets.
 * May use {@code fault} and {@code http}; knows nothing of Kafka, of jobs or of the bytes.
 */
@NullMarked
package io.panoptoupload.worker.panopto;

import org.jspecify.annotations.NullMarked;
