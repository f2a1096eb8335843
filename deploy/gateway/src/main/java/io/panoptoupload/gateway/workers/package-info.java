/**
 * The workers as Kafka knows them: members of their group, what each has, and which partitions make
 * no progress. Knows nothing of HTTP.
 */
@NullMarked
package io.panoptoupload.gateway.workers;

import org.jspecify.annotations.NullMarked;
