package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.transfer.http.Bandwidth;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How files are sent.
 *
 * @param parts in flight per file
 * @param connections at most, for all files together
 * @param idleTimeout how long no byte of a response may come, or a block of 256 KiB not get off,
 *     before the attempt is given up; a slow line is waited for as long as it moves
 * @param bytesPerSecond for all files together, as it is at the moment; at least 1, or {@link
 *     Bandwidth#UNLIMITED}
 */
public record TransferSettings(
        int parts,
        int connections,
        Duration connectTimeout,
        Duration idleTimeout,
        LongSupplier bytesPerSecond,
        RetryLimits retries) {
    /** Time-outs of 10 s and 60 s, no limit of bandwidth, the usual retries. */
    public TransferSettings(int parts, int connections) {
        this(
                parts,
                connections,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                () -> Bandwidth.UNLIMITED,
                RetryLimits.DEFAULT);
    }

    /** The same with another limit of bandwidth, in bytes per second. */
    public TransferSettings limitedTo(LongSupplier limit) {
        return new TransferSettings(
                parts, connections, connectTimeout, idleTimeout, limit, retries);
    }
}
