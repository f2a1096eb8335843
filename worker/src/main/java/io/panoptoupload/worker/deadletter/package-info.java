/**
 * Dead letters: which of them wait to be replayed, and their replay. Shared by the command line and
 * the gateway; knows Kafka's clients and nothing of jobs.
 */
@NullMarked
package io.panoptoupload.worker.deadletter;

import org.jspecify.annotations.NullMarked;
