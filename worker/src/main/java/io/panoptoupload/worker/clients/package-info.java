/**
 * How Kafka clients are made: the settings that the guarantees rest on, over the connection
 * settings of the application. Whoever asks for a client closes it.
 */
@NullMarked
package io.panoptoupload.worker.clients;

import org.jspecify.annotations.NullMarked;
