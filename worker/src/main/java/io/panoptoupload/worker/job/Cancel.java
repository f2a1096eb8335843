package io.panoptoupload.worker.job;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A cancel command as the journal keeps it.
 *
 * @param reason the command's own words
 * @param receivedAt remembered for the deduplication window from here
 */
public record Cancel(@Nullable String reason, Instant receivedAt) {}
