package io.panoptoupload.worker.app;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.panopto.AccessTokens;
import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.panopto.PanoptoHttp;
import io.panoptoupload.worker.panopto.PanoptoSettings;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;

import java.net.URI;
import java.time.InstantSource;

import javax.net.ssl.SSLContext;

/**
 * Panopto as commands reach it: with the worker's own means, without the worker.
 *
 * @param tls with the trust for Panopto; the JVM's own when null
 */
record SiteConnection(
        URI baseUrl,
        @Nullable SSLContext tls,
        PanoptoHttp http,
        AccessTokens tokens,
        PanoptoClient client)
        implements AutoCloseable {

    /** Nothing is asked yet; the configuration has been checked. */
    static SiteConnection to(Binder binder) {
        PanoptoProperties panopto = binder.bind("panopto", PanoptoProperties.class).get();
        PanoptoSettings settings =
                new PanoptoSettings(
                        panopto.baseUrl(),
                        panopto.oauth().client(),
                        panopto.rateLimit().budget(() -> 1));
        String bundle = panopto.sslBundle();
        SSLContext tls =
                bundle == null ? null : CommandBundles.of(binder, bundle).createSslContext();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        InstantSource clock = InstantSource.system();
        PanoptoHttp http = new PanoptoHttp(settings, tls);
        AccessTokens tokens = new AccessTokens(settings, http, meters, clock);
        PanoptoClient client = new PanoptoClient(settings, http, tokens, meters, _ -> {}, clock);
        return new SiteConnection(settings.baseUrl(), tls, http, tokens, client);
    }

    @Override
    public void close() {
        tokens.close();
        http.close();
    }
}
