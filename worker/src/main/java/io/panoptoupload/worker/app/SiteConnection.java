package io.panoptoupload.worker.app;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.panopto.AccessTokens;
import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.panopto.PanoptoHttp;
import io.panoptoupload.worker.panopto.PanoptoSettings;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundle;

import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/** Panopto as commands reach it: with the worker's own means, without the worker. */
final class SiteConnection implements AutoCloseable {
    private final PanoptoSettings settings;
    private final Optional<SslBundle> trust;
    private final PanoptoHttp http;
    private final AccessTokens tokens;
    private final PanoptoClient client;

    private SiteConnection(PanoptoProperties panopto, Optional<SslBundle> trust) {
        this.settings =
                new PanoptoSettings(
                        panopto.baseUrl(),
                        panopto.oauth().client(),
                        panopto.rateLimit().budget(() -> 1));
        this.trust = trust;
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        InstantSource clock = InstantSource.system();
        this.http = new PanoptoHttp(settings, trust.map(SslBundle::createSslContext).orElse(null));
        this.tokens = new AccessTokens(settings, http, meters, clock);
        this.client = new PanoptoClient(settings, http, tokens, meters, _ -> {}, clock);
    }

    /** Nothing is asked yet; the configuration has been checked. */
    static SiteConnection to(Binder binder) {
        PanoptoProperties panopto = binder.bind("panopto", PanoptoProperties.class).get();
        return new SiteConnection(panopto, trust(binder, panopto.sslBundle()));
    }

    private static Optional<SslBundle> trust(Binder binder, @Nullable String bundle) {
        return Optional.ofNullable(bundle).map(name -> CommandBundles.of(binder, name));
    }

    URI baseUrl() {
        return settings.baseUrl();
    }

    Optional<SslBundle> trust() {
        return trust;
    }

    PanoptoHttp http() {
        return http;
    }

    AccessTokens tokens() {
        return tokens;
    }

    PanoptoClient client() {
        return client;
    }

    @Override
    public void close() {
        tokens.close();
        http.close();
    }
}
