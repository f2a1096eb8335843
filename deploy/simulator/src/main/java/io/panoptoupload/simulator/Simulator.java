package io.panoptoupload.simulator;

import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** A running simulator. Closing it frees its ports and removes what it stored temporarily. */
public final class Simulator implements AutoCloseable {
    private final HttpServer server;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final TemporaryDirectory temporary;
    private final SimulatedPanopto panopto;
    private final URI httpUri;
    private final @Nullable URI httpsUri;
    private final @Nullable Path certificatePem;

    private Simulator(SimulatorOptions options, TemporaryDirectory temporary) throws IOException {
        this.temporary = temporary;
        panopto = new SimulatedPanopto(options, store(options.storage(), temporary));
        server = new HttpServer(panopto.handler());
        ServerConnector plain = server.listen(options.host(), options.port());
        ServerConnector tls = null;
        Path pem = null;
        if (options.hasTls()) {
            Path directory =
                    Objects.requireNonNullElse(options.certificateDirectory(), temporary.path());
            Certificate certificate = Certificate.in(directory, options.certificateNames());
            tls = server.listenWithTls(options.host(), options.httpsPort(), certificate);
            pem = certificate.pem().toAbsolutePath();
        }
        server.start();
        httpUri = uri("http", options.host(), "127.0.0.1", plain);
        httpsUri = tls == null ? null : uri("https", options.host(), "localhost", tls);
        certificatePem = pem;
    }

    /** Starts a simulator; it is ready when this returns. */
    public static Simulator start(SimulatorOptions options) throws IOException {
        TemporaryDirectory temporary = TemporaryDirectory.create("panopto-simulator");
        try {
            return new Simulator(options, temporary);
        } catch (IOException | RuntimeException e) {
            temporary.close();
            throw e;
        }
    }

    public URI httpUri() {
        return httpUri;
    }

    /**
     * The base address with TLS.
     *
     * @throws IllegalStateException if it was started without
     */
    public URI httpsUri() {
        return present(httpsUri);
    }

    /**
     * The file with the certificate that clients have to trust.
     *
     * @throws IllegalStateException if it was started without TLS
     */
    public Path certificatePem() {
        return present(certificatePem);
    }

    public Ledger ledger() {
        return panopto.ledger();
    }

    public Faults faults() {
        return panopto.faults();
    }

    /** Waits until it is closed. */
    void join() throws InterruptedException {
        server.join();
    }

    /** Requests that are held are released; what they would have done may still happen. */
    @Override
    public void close() throws IOException {
        // The end of the process and the end of the main method may both come here.
        if (closed.getAndSet(true)) {
            return;
        }
        panopto.faults().clear();
        server.close();
        temporary.close();
    }

    /** The address to connect to; loopback, or all addresses, go by one name. */
    private static URI uri(String scheme, String host, String loopback, ServerConnector port) {
        boolean near = Set.of("127.0.0.1", "localhost", "0.0.0.0", "::").contains(host);
        return URI.create(scheme + "://" + (near ? loopback : host) + ":" + port.getLocalPort());
    }

    private static FileStore store(Storage storage, TemporaryDirectory temporary)
            throws IOException {
        return switch (storage) {
            case Storage.Keep(Path directory) -> new DiskStore(Files.createDirectories(directory));
            case Storage.Temporary() ->
                    new DiskStore(Files.createDirectory(temporary.path().resolve("files")));
            case Storage.Discard() -> new DiscardStore();
        };
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the simulator was started without TLS");
        }
        return value;
    }
}
