/**
 * Kafka as the gateway meets it: whether it responds, what its topics are now, and the one way in
 * which records are written. Knows nothing of HTTP.
 */
@NullMarked
package io.panoptoupload.gateway.kafka;

import org.jspecify.annotations.NullMarked;
