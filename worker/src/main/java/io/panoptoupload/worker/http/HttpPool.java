package io.panoptoupload.worker.http;

import io.panoptoupload.worker.proxy.Proxies;
import io.panoptoupload.worker.proxy.ProxyServer;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.Credentials;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLContext;

/** The Apache client, set up so that it does nothing by itself, and its pool of connections. */
public final class HttpPool implements AutoCloseable {
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 200;

    /** Firewalls forget longer ones, and drop what is sent over them. */
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final RequestConfig usual;

    /**
     * @param trust the JVM's own, with its client certificate if it has one, when null
     * @param max connections at once; who asks for one more waits for the read time-out
     * @param connectTimeout for TCP and the TLS handshake, each
     * @param readTimeout without a byte of a response
     * @param addresses of servers, and of proxies
     */
    public HttpPool(
            @Nullable SSLContext trust,
            int max,
            Duration connectTimeout,
            Duration readTimeout,
            DnsResolver addresses) {
        this(trust, max, connectTimeout, readTimeout, addresses, IDLE);
    }

    HttpPool(
            @Nullable SSLContext trust,
            int max,
            Duration connectTimeout,
            Duration readTimeout,
            DnsResolver addresses,
            TimeValue idle) {
        Timeout connect = Timeout.of(connectTimeout);
        Timeout read = Timeout.of(readTimeout);
        SSLContext tls = trust == null ? SSLContexts.createSystemDefault() : trust;
        this.connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(addresses)
                        .setConnectionFactory(
                                ManagedHttpClientConnectionFactory.builder()
                                        // The client's own waits for what follows garbage.
                                        .responseParserFactory(
                                                DefaultHttpResponseParserFactory.INSTANCE)
                                        .http1Config(
                                                Http1Config.custom()
                                                        .setMaxLineLength(MAX_LINE)
                                                        .setMaxHeaderCount(MAX_HEADERS)
                                                        .build())
                                        .build())
                        .setTlsSocketStrategy(
                                ClientTlsStrategyBuilder.create().setSslContext(tls).buildClassic())
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setHandshakeTimeout(connect).build())
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom()
                                        .setConnectTimeout(connect)
                                        .setSocketTimeout(read)
                                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                                        .setIdleTimeout(Timeout.of(idle.toDuration()))
                                        .build())
                        .setMaxConnTotal(max)
                        .setMaxConnPerRoute(max)
                        .build();
        this.usual =
                RequestConfig.custom()
                        .setConnectionRequestTimeout(read)
                        .setResponseTimeout(read)
                        .setProtocolUpgradeEnabled(false)
                        .build();
        ProxyRoutes routes = new ProxyRoutes();
        this.client =
                HttpClients.custom()
                        .setConnectionManager(connections)
                        .setRequestExecutor(new EarlyResponses())
                        .setDefaultRequestConfig(usual)
                        .setUserAgent("panopto-upload-worker")
                        .setRoutePlanner(routes)
                        .setDefaultCredentialsProvider((scope, _) -> routes.credentials(scope))
                        .disableRedirectHandling()
                        .disableContentCompression()
                        .disableAutomaticRetries()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .evictIdleConnections(idle)
                        .build();
    }

    /** Lets a request have another read time-out than all others. */
    public void setReadTimeout(HttpUriRequestBase request, Duration timeout) {
        request.setConfig(
                RequestConfig.copy(usual).setResponseTimeout(Timeout.of(timeout)).build());
    }

    /**
     * Sends a request.
     *
     * @throws ProxyRefusal if it is a proxy that responds: only what came over TLS is the server's
     * @throws ProtocolException if what responds does not speak HTTP
     */
    public ClassicHttpResponse execute(HttpUriRequestBase request) throws IOException {
        HttpClientContext context = HttpClientContext.create();
        ClassicHttpResponse response;
        try {
            response = client.executeOpen(null, request, context);
        } catch (IllegalArgumentException e) {
            // For a status line with a negative version, which the client does not expect.
            throw new ProtocolException(e.toString());
        }
        if ("https".equals(request.getScheme()) && context.getSSLSession() == null) {
            request.cancel();
            throw new ProxyRefusal(response.getCode());
        }
        return response;
    }

    /** Connections that responses still hold. */
    public int leased() {
        return connections.getTotalStats().getLeased();
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Through the process's proxies, and their logins for them alone. */
    private static final class ProxyRoutes extends DefaultRoutePlanner {
        private final ConcurrentHashMap<HttpHost, ProxyServer> known = new ConcurrentHashMap<>();

        ProxyRoutes() {
            super(null);
        }

        @Override
        protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
            Optional<ProxyServer> proxy = Proxies.to(URI.create(target.toURI()));
            return proxy.map(
                            server -> {
                                HttpHost host = new HttpHost("http", server.host(), server.port());
                                known.put(host, server);
                                return host;
                            })
                    .orElse(null);
        }

        @Nullable Credentials credentials(AuthScope scope) {
            return known.values().stream()
                    .filter(proxy -> proxy.isAt(scope.getHost(), scope.getPort()))
                    .filter(proxy -> proxy.user() != null)
                    .findFirst()
                    .map(proxy ->
                            new UsernamePasswordCredentials(
                                    String.valueOf(proxy.user()),
                                    String.valueOf(proxy.password()).toCharArray()))
                    .orElse(null);
        }
    }
}
