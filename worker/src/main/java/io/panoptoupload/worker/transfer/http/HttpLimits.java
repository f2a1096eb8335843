package io.panoptoupload.worker.transfer.http;

import java.time.Duration;

/**
 * What the client takes and waits for.
 *
 * @param connections at most, open or being opened
 * @param connect for TCP, a proxy's answer and the TLS handshake, each
 * @param silence without a byte of an answer, or with a block of 256 KiB that does not get off: the
 *     least rate is about 4 KiB/s at one minute
 */
public record HttpLimits(int connections, Duration connect, Duration silence) {}
