package io.panoptoupload.worker.transfer.http;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What the client takes and waits for.
 *
 * @param connections at most, open or being opened
 * @param connect for TCP, a proxy's response and the TLS handshake, each
 * @param idleTimeout without a byte of a response, or with a block of 256 KiB that does not get
 *     off: the least rate is about 4 KiB/s at one minute
 * @param bytesPerSecond of all bodies together, as it is at the moment; at least 1, or {@link
 *     Bandwidth#UNLIMITED}
 */
public record HttpLimits(
        int connections, Duration connect, Duration idleTimeout, LongSupplier bytesPerSecond) {
    /** Without a limit of bandwidth. */
    public HttpLimits(int connections, Duration connect, Duration idleTimeout) {
        this(connections, connect, idleTimeout, () -> Bandwidth.UNLIMITED);
    }
}
