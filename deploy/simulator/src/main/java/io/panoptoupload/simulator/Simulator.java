package io.panoptoupload.simulator;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A running simulator. Closing it frees its ports and removes what it stored temporarily. */
public final class Simulator implements AutoCloseable {
    private final HttpServer server;
    private final FileStore store;
    private final Ledger ledger;
    private final Faults faults;
    private final URI httpUri;
    private final @Nullable URI httpsUri;
    private final @Nullable Path certificatePem;

    private Simulator(SimulatorOptions options) throws IOException {
        store = store(options.storage());
        faults = new Faults(RandomGenerator.getDefault());
        var json = new Json();
        var sessions = new Sessions();
        var uploads =
                new Uploads(
                        new UploadLife.Timing(
                                options.processingDelay(), options.uploadExpiry(), options.clock()),
                        sessions);
        ledger = new Ledger(uploads, sessions);
        var tokens = new Tokens(options.tokenLife(), options.clock(), options.credentials());
        var access = new Access(tokens, new RateLimits(options.clock()), options.strict(), json);
        var nouns = new Nouns(options.credentials(), sessions, json);
        var judge = new ManifestJudge();
        var router =
                new Router(
                        new Router.Endpoints(
                                new TokenEndpoint(options.credentials(), tokens, json),
                                new UploadEndpoint(
                                        nouns.sessionUpload(), uploads, judge, access, json),
                                new UploadEndpoint(nouns.upload(), uploads, judge, access, json),
                                new SessionsEndpoint(sessions, access, options.credentials(), json),
                                new FoldersEndpoint(options.credentials(), access, json),
                                new S3Endpoint(uploads, store)),
                        json);
        var requests = new RequestCounts();
        var site =
                new Site(
                        new ControlEndpoint(ledger, faults, requests, json),
                        new Pages(ledger, options.credentials(), store.directory().isPresent()));
        var dispatcher =
                new Dispatcher(
                        site,
                        router,
                        faults,
                        new FaultInjector(tokens, uploads, json),
                        uploads,
                        requests);
        List<Handler> handlers = new ArrayList<>();
        if (store.directory().isPresent()) {
            handlers.add(KeptFiles.handler(store.directory().get()));
        }
        handlers.add(dispatcher);
        server = new HttpServer(new Handler.Sequence(handlers));
        ServerConnector plain = server.listen(options.host(), options.port());
        Certificate certificate = options.hasTls() ? certificate(options) : null;
        ServerConnector tls =
                certificate == null
                        ? null
                        : server.listenWithTls(options.host(), options.httpsPort(), certificate);
        server.start();
        httpUri = URI.create("http://" + reachable(options, "127.0.0.1") + plain.getLocalPort());
        httpsUri =
                tls == null
                        ? null
                        : URI.create(
                                "https://" + reachable(options, "localhost") + tls.getLocalPort());
        certificatePem = certificate == null ? null : certificate.pem().toAbsolutePath();
    }

    /** Starts a simulator; it answers when this returns. */
    public static Simulator start(SimulatorOptions options) throws IOException {
        return new Simulator(options);
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
        return ledger;
    }

    public Faults faults() {
        return faults;
    }

    /** Waits until it is closed. */
    void join() throws InterruptedException {
        server.join();
    }

    /** Requests that are held are let go; what they would have done may still happen. */
    @Override
    public void close() throws IOException {
        faults.clear();
        server.close();
        store.close();
    }

    /** The host to connect to, where listening on loopback or on every address has one name. */
    private static String reachable(SimulatorOptions options, String loopback) {
        boolean near = Set.of("127.0.0.1", "localhost", "0.0.0.0", "::").contains(options.host());
        return (near ? loopback : options.host()) + ":";
    }

    private static FileStore store(Storage storage) throws IOException {
        return switch (storage) {
            case Storage.Keep(Path directory) ->
                    new DiskStore(Files.createDirectories(directory), false);
            case Storage.Temporary() ->
                    new DiskStore(Files.createTempDirectory("panopto-simulator"), true);
            case Storage.Discard() -> new DiscardStore();
        };
    }

    private static Certificate certificate(SimulatorOptions options) throws IOException {
        Path directory = options.certificateDirectory();
        return Certificate.in(
                directory == null
                        ? Files.createTempDirectory("panopto-simulator-certificate")
                        : directory,
                options.certificateNames());
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the simulator was started without TLS");
        }
        return value;
    }
}
