package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.RetryLimits;

import java.time.Duration;

/**
 * How files are sent.
 *
 * @param parts in flight per file
 * @param connections at most, for all files together
 * @param partTimeout for one attempt at one part, whatever the reason
 * @param bytesPerSecond for all files together; {@link Long#MAX_VALUE} is unlimited
 */
public record TransferSettings(
        int parts,
        int connections,
        Duration connectTimeout,
        Duration readTimeout,
        Duration partTimeout,
        long bytesPerSecond,
        RetryLimits retries) {
    /** Time-outs of 10 s, 60 s and 15 min, no limit of bandwidth, the usual retries. */
    public TransferSettings(int parts, int connections) {
        this(
                parts,
                connections,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofMinutes(15),
                Long.MAX_VALUE,
                RetryLimits.DEFAULT);
    }

    /** The same with another limit of bandwidth, in bytes per second. */
    public TransferSettings limitedTo(long limit) {
        return new TransferSettings(
                parts, connections, connectTimeout, readTimeout, partTimeout, limit, retries);
    }
}
