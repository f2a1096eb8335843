package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

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
 * @param publicUrl at which browsers reach its pages, http or https with a host and nothing behind
 *     it; null for the address of each request
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
        @Nullable URI publicUrl,
        InstantSource clock) {

    private static final Pattern PUBLIC_URL = Pattern.compile("https?://[^/?#@]+");

    public SimulatorOptions {
        variants = Set.copyOf(variants);
        if (publicUrl != null && !PUBLIC_URL.matcher(publicUrl.toString()).matches()) {
            throw new IllegalArgumentException(
                    "The public address is scheme, host and port, such as http://localhost:8080,"
                            + " and not "
                            + publicUrl);
        }
    }

    /** Free ports on loopback, two seconds of processing, the demonstration's credentials. */
    public static SimulatorOptionsBuilder builder() {
        return new SimulatorOptionsBuilder();
    }

    boolean hasTls() {
        return httpsPort >= 0;
    }
}
