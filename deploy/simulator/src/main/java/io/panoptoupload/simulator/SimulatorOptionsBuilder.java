package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Puts {@link SimulatorOptions} together, where each has the meaning described. */
public final class SimulatorOptionsBuilder {
    private String host = "127.0.0.1";
    private int port;
    private int httpsPort;
    private Duration processingDelay = Duration.ofSeconds(2);
    private Duration tokenLife = Duration.ofHours(1);
    private Duration uploadExpiry = Duration.ofHours(24);
    private boolean strict;
    private Set<Variant> variants = Set.of();
    private Storage storage = new Storage.Temporary();
    private Credentials credentials = Credentials.demo();
    private @Nullable Path certificateDirectory;
    private List<String> certificateNames = List.of();
    private @Nullable URI publicUrl;
    private InstantSource clock = InstantSource.system();

    SimulatorOptionsBuilder() {}

    public SimulatorOptionsBuilder host(String value) {
        host = value;
        return this;
    }

    public SimulatorOptionsBuilder port(int value) {
        port = value;
        return this;
    }

    public SimulatorOptionsBuilder httpsPort(int value) {
        httpsPort = value;
        return this;
    }

    /** No port with TLS: saves the making of a certificate. */
    public SimulatorOptionsBuilder withoutHttps() {
        return httpsPort(-1);
    }

    public SimulatorOptionsBuilder processingDelay(Duration value) {
        processingDelay = value;
        return this;
    }

    public SimulatorOptionsBuilder tokenLife(Duration value) {
        tokenLife = value;
        return this;
    }

    public SimulatorOptionsBuilder uploadExpiry(Duration value) {
        uploadExpiry = value;
        return this;
    }

    public SimulatorOptionsBuilder strict(boolean value) {
        strict = value;
        return this;
    }

    public SimulatorOptionsBuilder variants(Set<Variant> value) {
        variants = Set.copyOf(value);
        return this;
    }

    public SimulatorOptionsBuilder storage(Storage value) {
        storage = value;
        return this;
    }

    public SimulatorOptionsBuilder credentials(Credentials value) {
        credentials = value;
        return this;
    }

    public SimulatorOptionsBuilder certificateDirectory(Path value) {
        certificateDirectory = value;
        return this;
    }

    public SimulatorOptionsBuilder certificateNames(List<String> value) {
        certificateNames = List.copyOf(value);
        return this;
    }

    public SimulatorOptionsBuilder publicUrl(URI value) {
        publicUrl = value;
        return this;
    }

    public SimulatorOptionsBuilder clock(InstantSource value) {
        clock = value;
        return this;
    }

    public SimulatorOptions build() {
        return new SimulatorOptions(
                host,
                port,
                httpsPort,
                processingDelay,
                tokenLife,
                uploadExpiry,
                strict,
                variants,
                storage,
                credentials,
                certificateDirectory,
                certificateNames,
                publicUrl,
                clock);
    }
}
