package io.panoptoupload.simulator;

import org.eclipse.jetty.server.Handler;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Everything behind the ports, put together. */
final class SimulatedPanopto {
    private final Faults faults = new Faults(RandomGenerator.getDefault());
    private final RequestCounts requests = new RequestCounts();
    private final Sessions sessions = new Sessions();
    private final Json json = new Json(ErrorBody::uploadApi);
    private final Json apiV1 = new Json(ErrorBody::apiV1);
    private final SimulatorOptions options;
    private final FileStore store;
    private final Folders folders;
    private final Tokens tokens;
    private final Uploads uploads;
    private final Ledger ledger;

    SimulatedPanopto(SimulatorOptions options, FileStore store) {
        this.options = options;
        this.store = store;
        folders = new Folders(options.credentials());
        tokens = new Tokens(options.tokenLife(), options.clock(), options.credentials());
        uploads =
                new Uploads(
                        new UploadLife.Timing(
                                options.processingDelay(), options.uploadExpiry(), options.clock()),
                        sessions,
                        options.variants());
        ledger = new Ledger(uploads, sessions);
    }

    Faults faults() {
        return faults;
    }

    Ledger ledger() {
        return ledger;
    }

    Handler handler() throws IOException {
        List<Handler> handlers = new ArrayList<>();
        if (store.directory().isPresent()) {
            handlers.add(KeptFiles.handler(store.directory().get()));
        }
        var injector = new FaultInjector(tokens, uploads, json, apiV1);
        handlers.add(new Dispatcher(site(), router(), faults, injector, uploads, requests));
        return new Handler.Sequence(handlers);
    }

    private Site site() {
        return new Site(
                new ControlEndpoint(ledger, faults, requests, json),
                new Pages(ledger, options.credentials(), store.directory().isPresent()));
    }

    private Router router() {
        Credentials credentials = options.credentials();
        var limits = new RateLimits(options.clock());
        var access = new Access(tokens, limits, options.strict(), json);
        var nouns = new Nouns(folders, sessions, json);
        var processing =
                new Processing(
                        sessions,
                        new ManifestValidator(!options.variants().contains(Variant.CRC_IGNORED)));
        var codes = new AuthorizationCodes(options.clock());
        return new Router(
                new Router.Endpoints(
                        new AuthorizeEndpoint(credentials, codes, json),
                        new TokenEndpoint(credentials, codes, tokens, json),
                        new DiscoveryEndpoint(json),
                        new UploadEndpoint(
                                nouns.sessionUpload(), uploads, processing, access, json),
                        new UploadEndpoint(nouns.upload(), uploads, processing, access, json),
                        new S3Endpoint(uploads, store, options.variants())),
                apiV1(new Access(tokens, limits, options.strict(), apiV1)),
                json);
    }

    private ApiRouter apiV1(Access access) {
        var addresses = new PageAddresses(options.publicUrl());
        return new ApiRouter(
                new ApiRouter.Endpoints(
                        new SessionsEndpoint(sessions, folders, access, addresses, apiV1),
                        new SessionSettingsEndpoint(
                                sessions, folders, access, options.clock(), apiV1),
                        new FoldersEndpoint(folders, access, addresses, apiV1)),
                apiV1);
    }
}
