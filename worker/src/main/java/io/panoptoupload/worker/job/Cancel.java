package io.panoptoupload.worker.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A cancel command as the journal keeps it.
 *
 * @param reason the command's own words
 * @param receivedAt remembered for the deduplication window from here
 */
public record Cancel(@Nullable String reason, Instant receivedAt) {}
