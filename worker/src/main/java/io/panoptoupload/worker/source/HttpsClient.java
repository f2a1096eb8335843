package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * Asks servers for files, and follows their redirects as far as the rules allow. The Apache client,
 * because it lets one choose the addresses that it connects to, blocks on the caller's (virtual)
 * thread, and hands bytes over without copying them.
 */
final class HttpsClient implements AutoCloseable {
    private static final int MOST_REDIRECTS = 5;

    private final HttpsRules rules;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;

    HttpsClient(HttpsRules rules, HttpsSettings settings, DnsResolver addresses) {
        this.rules = rules;
        Timeout connect = Timeout.of(settings.connectTimeout());
        Timeout read = Timeout.of(settings.readTimeout());
        ClientTlsStrategyBuilder tls = ClientTlsStrategyBuilder.create();
        if (settings.tls() != null) {
            tls.setSslContext(settings.tls());
        }
        this.connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(addresses)
                        .setTlsSocketStrategy(tls.buildClassic())
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setHandshakeTimeout(connect).build())
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom()
                                        .setConnectTimeout(connect)
                                        .setSocketTimeout(read)
                                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                                        .build())
                        .setMaxConnTotal(settings.connections())
                        .setMaxConnPerRoute(settings.connections())
                        .build();
        this.client =
                HttpClients.custom()
                        .setConnectionManager(connections)
                        .setDefaultRequestConfig(
                                RequestConfig.custom()
                                        .setConnectionRequestTimeout(read)
                                        .setResponseTimeout(read)
                                        .build())
                        .setUserAgent("panopto-upload-worker")
                        .disableRedirectHandling()
                        .disableContentCompression()
                        .disableAutomaticRetries()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .build();
    }

    /**
     * The answer of the server that the redirects, if any, end at.
     *
     * @throws Fault SOURCE_NOT_ALLOWED, also for a redirect to where nothing may be read
     */
    HttpAnswer get(HttpPlace place, Map<String, String> headers) throws IOException {
        HttpsAddress hop = place.address();
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpAnswer answer = ask(place, hop, headers);
            String location = isRedirect(answer.status()) ? answer.header("Location") : null;
            if (location == null) {
                return answer;
            }
            answer.close();
            hop = followed(place, hop, location);
        }
        throw new PermanentFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s is redirected more than %d times; give the address that it ends at"
                        .formatted(place, MOST_REDIRECTS));
    }

    private HttpAnswer ask(HttpPlace place, HttpsAddress hop, Map<String, String> headers)
            throws IOException {
        HttpGet request = new HttpGet(hop.uri());
        // Compressed on the way, neither ranges nor lengths would be those of the file.
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        headers.forEach(request::setHeader);
        String authorization = place.authorizationAt(hop);
        if (authorization != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        }
        return new HttpAnswer(request, client.executeOpen(null, request, null));
    }

    private HttpsAddress followed(HttpPlace place, HttpsAddress hop, String location) {
        URI next;
        try {
            next = hop.uri().resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s is redirected to something that is no URI".formatted(place));
        }
        return rules.redirected(place, next);
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /** Connections that answers still hold. */
    int leased() {
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
}
