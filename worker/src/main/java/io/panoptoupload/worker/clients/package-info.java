/**
 * How Kafka clients are created: the settings that the guarantees rest on, over the connection
 * settings of the application. The caller closes the clients it gets.
 */
@NullMarked
package io.panoptoupload.worker.clients;

import org.jspecify.annotations.NullMarked;
