package io.panoptoupload.worker.job;

import java.time.Instant;

/**
 * What is kept in memory of a cancel command: its reason is read back when it is needed.
 *
 * @param offset of its record in the journal partition
 */
public record PendingCancel(Instant receivedAt, long offset) {}
