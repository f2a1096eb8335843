/**
 * Outcome events as they come, for any number of listeners: one consumer follows the topic, a ring
 * holds what came last, and each listener reads from there, or from Kafka what is older.
 */
@NullMarked
package io.panoptoupload.gateway.events;

import org.jspecify.annotations.NullMarked;
