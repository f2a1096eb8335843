package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * How a simulator is to behave.
 *
 * @param host the address to listen on; loopback by default
 * @param port without TLS, 0 for a free one
 * @param httpsPort with TLS, 0 for a free one, -1 for none
 * @param processingDelay from PUT State 1 to the end of processing
 * @param tokenLife of access tokens
 * @param uploadExpiry after which an upload that nothing is written to is deleted
 * @param strict whether the limits on REST calls hold
 * @param variants in which ways it differs from what is assumed of Panopto
 * @param certificateDirectory where the certificate is kept, and taken from if it is there; null
 *     for a temporary one
 * @param certificateNames further host names for the certificate, besides localhost
 * @param clock by which everything expires
 */
public record SimulatorOptions(
        String host,
        int port,
        int httpsPort,
        Duration processingDelay,
        Duration tokenLife,
        Duration uploadExpiry,
        boolean strict,
        Set<Variant> variants,
        Storage storage,
        Credentials credentials,
        @Nullable Path certificateDirectory,
        List<String> certificateNames,
        InstantSource clock) {

    public SimulatorOptions {
        variants = Set.copyOf(variants);
    }

    /** Free ports on loopback, two seconds of processing, the demonstration's credentials. */
    public static SimulatorOptionsBuilder builder() {
        return new SimulatorOptionsBuilder();
    }

    boolean hasTls() {
        return httpsPort >= 0;
    }
}
