package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Objects;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A simulator for a class of tests, empty before each of them, under a clock of its own. */
final class RunningSimulator implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private final UnaryOperator<SimulatorOptionsBuilder> settings;
    private final SettableClock clock = new SettableClock();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable Simulator running;

    private RunningSimulator(UnaryOperator<SimulatorOptionsBuilder> settings) {
        this.settings = settings;
    }

    static RunningSimulator with(UnaryOperator<SimulatorOptionsBuilder> settings) {
        return new RunningSimulator(settings);
    }

    static RunningSimulator plain() {
        return with(SimulatorOptionsBuilder::withoutHttps);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        running =
                Simulator.start(
                        settings.apply(
                                        SimulatorOptions.builder()
                                                .clock(clock)
                                                .certificateDirectory(
                                                        Path.of("target", "certificate")))
                                .build());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        simulator().faults().clear();
        simulator().ledger().clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        http.close();
        simulator().close();
    }

    Simulator simulator() {
        return Objects.requireNonNull(running);
    }

    Faults faults() {
        return simulator().faults();
    }

    SettableClock clock() {
        return clock;
    }

    Client anonymous() {
        return Client.anonymous(http, simulator().httpUri());
    }

    /** The demonstration user over http. */
    Client client() {
        return anonymous().signedIn();
    }

    /** The demonstration user over https. */
    Client tlsClient() throws Exception {
        HttpClient client =
                HttpClient.newBuilder()
                        .sslContext(trust())
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        return Client.anonymous(client, simulator().httpsUri()).signedIn();
    }

    /** Trusts nothing but the simulator's certificate. */
    SSLContext trust() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(simulator().certificatePem())) {
            trusted.setCertificateEntry(
                    "simulator", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return tls;
    }

    /** What the ledger says of an upload. */
    Ledger.Upload ledger(TestUpload upload) {
        return simulator().ledger().uploads().stream()
                .filter(entry -> entry.id().equals(upload.id()))
                .findFirst()
                .orElseThrow();
    }
}
